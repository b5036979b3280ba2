using System.Runtime.CompilerServices;

namespace ReverseDns.Zones;

/// <summary>Goes through the RRsets; a view is good until the contents are disposed.</summary>
public ref struct RRsetEnumerator
{
    private readonly ZoneContents _contents;
    private int _first;
    private int _end;

    internal RRsetEnumerator(ZoneContents contents) => _contents = contents;

    public readonly RRsetView Current => new(_contents, _first, _end);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_end >= _contents.RecordCount)
        {
            return false;
        }

        _first = _end;
        _end = _contents.EndOfRRset(_first);
        return true;
    }
}
