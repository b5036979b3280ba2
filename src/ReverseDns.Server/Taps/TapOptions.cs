using ReverseDns.Protocol;

namespace ReverseDns.Server;

/// <summary>What a tap records, of all that is asked and answered.</summary>
public sealed class TapOptions
{
    public const int SmallestBuffer = 256 << 10;
    public const int LargestBuffer = 256 << 20;
    public const int MostSampled = 1_000_000;

    /// <summary>Octets that each thread that answers keeps for who reads the tap; a power of two is used, at least as large.</summary>
    public int BufferSize { get; init; } = 4 << 20;

    /// <summary>Of so many questions that fit, one is chosen, somewhere among them.</summary>
    public int Sample { get; init; } = 1;

    /// <summary>Null: any client.</summary>
    public AddressPrefix? Client { get; init; }

    /// <summary>Questions for it and for names below; null: any.</summary>
    public DomainName? Name { get; init; }

    internal bool Fits(ReadOnlySpan<byte> query, in ExchangeEnds ends) =>
        (Client is not { } prefix || (prefix.IsIPv6 == ends.IsIpv6 && prefix.First <= ends.Client.Address && ends.Client.Address <= prefix.Last))
        && (Name is not { } name || IsFor(query, name));

    private static bool IsFor(ReadOnlySpan<byte> query, DomainName name)
    {
        ReadOnlySpan<byte> question = query[RequestReader.HeaderLength..];
        return WireName.TryMeasure(question, out int length) && WireName.IsAtOrBelow(question[..length], name.Wire);
    }
}
