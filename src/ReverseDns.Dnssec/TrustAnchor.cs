using System.Diagnostics.CodeAnalysis;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>What is known of a zone's keys from elsewhere: a DS, or a DNSKEY itself.</summary>
/// <param name="Type">DS or DNSKEY.</param>
public sealed record TrustAnchor(RecordType Type, ReadOnlyMemory<byte> Rdata)
{
    /// <summary>Reads the RDATA of a DS ("20326 8 2 E06D...") or of a DNSKEY ("257 3 13 mdss...").</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out TrustAnchor? anchor)
    {
        anchor = null;
        byte[] octets = Encoding.ASCII.GetBytes(text);
        byte[] rdata = new byte[octets.Length];
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        RecordType type = words is [_, "3", ..] && words.Length > 3 && words[0] is "256" or "257" ? RecordType.DNSKEY : RecordType.DS;
        var reader = new PresentationReader(octets);
        if (!Protocol.Rdata.TryRead(type, ref reader, [], rdata, out int length))
        {
            return false;
        }

        anchor = new TrustAnchor(type, rdata.AsMemory(0, length));
        return true;
    }

    /// <summary>The key is the one that the anchor means.</summary>
    internal bool Names(DomainName zone, ReadOnlySpan<byte> dnsKey) =>
        Type == RecordType.DNSKEY ? Rdata.Span.SequenceEqual(dnsKey) : DelegationSigner.Names(Rdata.Span, zone, dnsKey);
}
