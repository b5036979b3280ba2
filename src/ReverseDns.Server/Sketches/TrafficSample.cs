using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>What is kept of a query that was drawn: whom it came from, and what it asked for.</summary>
public sealed class TrafficSample
{
    /// <summary>Names longer than this are kept from a label on that leaves no more.</summary>
    public const int MostOctets = 104;

    private readonly byte[] _octets = new byte[MostOctets];
    private int _length;

    /// <summary>The client's, as a number.</summary>
    public UInt128 Address { get; internal set; }

    public bool IsIpv6 { get; internal set; }

    /// <summary>Labels of the origin of the zone that answered, without the root's; -1: no zone did.</summary>
    public int OriginLabels { get; internal set; }

    /// <summary>Where in <see cref="Name"/> the name of the delegation starts that was answered; -1: it was none.</summary>
    public int CutOffset { get; private set; }

    public RecordType Type { get; internal set; }

    /// <summary>The name asked for in wire form, or its end, as the client wrote it; empty for what could not be read.</summary>
    public ReadOnlySpan<byte> Name => _octets.AsSpan(0, _length);

    /// <summary>Takes over a name, and where in it a delegation starts.</summary>
    /// <param name="name">In wire form.</param>
    /// <param name="cut">The offset there; -1: none.</param>
    internal void SetName(ReadOnlySpan<byte> name, int cut)
    {
        int start = 0;
        while (name.Length - start > MostOctets)
        {
            start += name[start] + 1;
        }

        name[start..].CopyTo(_octets);
        _length = name.Length - start;
        CutOffset = cut >= start ? cut - start : -1;
    }
}
