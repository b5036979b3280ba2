using System.Buffers.Binary;

namespace ReverseDns.Protocol;

/// <summary>Goes through the options, which have been checked to be whole.</summary>
public ref struct EdnsOptionEnumerator(ReadOnlySpan<byte> options)
{
    private const int Fixed = 4;

    private ReadOnlySpan<byte> _rest = options;

    public EdnsOption Current { readonly get; private set; }

    public bool MoveNext()
    {
        if (_rest.Length < Fixed)
        {
            return false;
        }

        int length = Math.Min(BinaryPrimitives.ReadUInt16BigEndian(_rest[2..]), _rest.Length - Fixed);
        Current = new EdnsOption(
            (EdnsOptionCode)BinaryPrimitives.ReadUInt16BigEndian(_rest), _rest.Slice(Fixed, length));
        _rest = _rest[(Fixed + length)..];
        return true;
    }
}
