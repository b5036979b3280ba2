using System.Runtime.InteropServices;

namespace ReverseDns.Zones.Images;

/// <summary>A share in a mapped file: the mapping goes with the last of them.</summary>
internal sealed class MappedImage : SafeHandle
{
    private readonly FileMapping _file;

    public MappedImage(FileMapping file)
        : base(invalidHandleValue: 0, ownsHandle: true)
    {
        bool added = false;
        file.DangerousAddRef(ref added);
        _file = file;
        SetHandle(file.DangerousGetHandle());
    }

    public FileMapping File => _file;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _file.DangerousRelease();
        return true;
    }
}
