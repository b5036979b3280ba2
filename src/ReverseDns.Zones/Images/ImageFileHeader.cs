using System.Runtime.InteropServices;

namespace ReverseDns.Zones.Images;

/// <summary>
/// The start of an image file. Behind it lies the directory, an <see cref="ImageFileEntry"/> for each zone with the
/// octets of its origin and source behind it, padded to eight; then the images, where their entries say.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageFileHeader
{
    /// <summary>Images start at multiples of this.</summary>
    public const int ImageAlignment = 64;

    /// <summary>"rdnsimg" and a zero, read as a number of this machine's byte order: another order is another format.</summary>
    public const ulong MagicNumber = 0x00_67_6D_69_73_6E_64_72;

    /// <summary>
    /// Raised when what stands in a file or in an image is laid out differently: other versions of this program answer from
    /// what they find. A test opens what was written when the format was new.
    /// </summary>
    public const uint CurrentVersion = 1;

    public ulong Magic;
    public uint Version;
    public uint ZoneCount;

    /// <summary>Which build of this code compiled the images: another one may check zones differently.</summary>
    public Guid Build;

    /// <summary>What names are hashed with.</summary>
    public UInt128 Key;
    public long DirectoryLength;
    public long FileLength;

    /// <summary>Of the directory, which has those of the images.</summary>
    public Checksum Directory;

    /// <summary>Of this header with this field zero.</summary>
    public Checksum Header;

    public static Guid ThisBuild { get; } = typeof(ImageFileHeader).Module.ModuleVersionId;

    public readonly unsafe Checksum Sum()
    {
        ImageFileHeader copy = this;
        copy.Header = default;
        return Checksum.Of((byte*)&copy, sizeof(ImageFileHeader));
    }
}

/// <summary>One zone in the directory of an image file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ImageFileEntry
{
    /// <summary>Of the image, in octets from the start of the file.</summary>
    public long Start;
    public long Length;
    public Checksum Image;
    public int RecordCount;
    public int OriginLength;
    public long SourceLength;

    /// <summary>Octets of the entry with all that belongs to it.</summary>
    public static unsafe long Size(long originLength, long sourceLength) =>
        (sizeof(ImageFileEntry) + originLength + sourceLength + 7) & ~7L;
}
