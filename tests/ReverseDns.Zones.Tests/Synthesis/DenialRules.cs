using ReverseDns.Protocol;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Synthesis;

/// <summary>What the denials of a zone may never say of names that are made, whether asked for or not.</summary>
internal sealed class DenialRules(DomainName origin, IReadOnlyList<ResourceRecord> made)
{
    private const int BitOfNoName = 128;

    private readonly HashSet<DomainName> _nonTerminals =
        [.. made.SelectMany(record => Above(record.Owner, origin)).Except(made.Select(record => record.Owner))];

    /// <summary>Null when all is well.</summary>
    public string? Fault(DecodedResponse response)
    {
        ResourceRecord[] signed = [.. response.Answer, .. response.Authority];
        foreach (ResourceRecord nsec in signed.Where(record => record.Type == RecordType.NSEC))
        {
            var next = DomainName.FromWire(nsec.Rdata.Span[..WireName.Length(nsec.Rdata.Span)]);
            ReadOnlySpan<byte> types = nsec.Rdata.Span[next.Wire.Length..];
            foreach (ResourceRecord record in made)
            {
                if (IsBetween(nsec.Owner, next, record.Owner) || (record.Owner == nsec.Owner && !Has(types, (int)record.Type)))
                {
                    return $"{nsec.Owner} NSEC {next} denies {record.Owner} {record.Type}";
                }
            }

            DomainName[] denied = [.. _nonTerminals.Where(name => !next.IsAtOrBelow(name) && IsBetween(nsec.Owner, next, name))];
            if (denied.Length > 0 || (_nonTerminals.Contains(nsec.Owner) && Has(types, BitOfNoName)))
            {
                return $"{nsec.Owner} NSEC {next} denies the empty non-terminals {string.Join(", ", denied)}";
            }

            if (!signed.Any(record => record.Type == RecordType.RRSIG && record.Owner == nsec.Owner && Covers(record, RecordType.NSEC)))
            {
                return $"{nsec.Owner} NSEC has no signature";
            }
        }

        ResourceRecord? bare = response.Answer.FirstOrDefault(record =>
            record.Type is RecordType.PTR or RecordType.A or RecordType.AAAA
            && !response.Answer.Any(other => other.Type == RecordType.RRSIG && other.Owner == record.Owner && Covers(other, record.Type)));
        return bare is null ? null : $"{bare.Owner} {bare.Type} has no signature";
    }

    private bool IsBetween(DomainName owner, DomainName next, DomainName name) => owner < name && (next == origin || name < next);

    private static bool Covers(ResourceRecord signature, RecordType type) => signature.Rdata.Span[1] == (byte)type && signature.Rdata.Span[0] == 0;

    /// <summary>In the first window, where all the types are that matter here.</summary>
    private static bool Has(ReadOnlySpan<byte> types, int type) =>
        types[0] == 0 && type / 8 < types[1] && (types[2 + (type / 8)] & (0x80 >> (type % 8))) != 0;

    private static IEnumerable<DomainName> Above(DomainName name, DomainName origin)
    {
        for (DomainName above = name; above != origin; above = above.Parent)
        {
            yield return above.Parent;
        }
    }
}
