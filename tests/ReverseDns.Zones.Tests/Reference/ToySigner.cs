using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>
/// Gives a zone the records that a signer adds (RFC 4035 section 2, RFC 5155 section 7.1). The structure is right, the
/// signatures are only octets: a server does not verify what it serves.
/// </summary>
public sealed class ToySigner(DomainName origin, IReadOnlyList<ResourceRecord> records, Signing signing)
{
    private const uint KeyTtl = 3600;
    private const byte OptOutFlag = 1;
    /// <summary>Those of RFC 5155, appendix A.</summary>
    private static readonly Nsec3Parameters Parameters = new(1, 12, new byte[] { 0xAA, 0xBB, 0xCC, 0xDD });

    private readonly List<ResourceRecord> _records = [.. records];

    public static IReadOnlyList<ResourceRecord> Sign(
        DomainName origin, IReadOnlyList<ResourceRecord> records, Signing signing) =>
        signing == Signing.None ? records : new ToySigner(origin, records, signing).Sign();

    private uint NegativeTtl => BinaryPrimitives.ReadUInt32BigEndian(
        _records.First(record => record.Type == RecordType.SOA).Rdata.Span[^4..]);

    private List<ResourceRecord> Sign()
    {
        Add(origin, RecordType.DNSKEY, KeyTtl, [1, 0, 3, 13, .. Octets("key", 64)]);
        if (signing == Signing.Nsec)
        {
            AddNsecChain();
        }
        else
        {
            Add(origin, RecordType.NSEC3PARAM, 0, Parameters.ToRdata(0));
            AddNsec3Chain();
        }

        List<RRset> signed = [.. RRset.Group(_records.Where(IsSigned))];
        foreach (RRset rrset in signed)
        {
            AddSignature(rrset);
        }

        return _records;
    }

    private void AddNsecChain()
    {
        List<DomainName> names = [.. AuthoritativeNames().Distinct().Order()];
        for (int i = 0; i < names.Count; i++)
        {
            ReadOnlySpan<byte> next = names[(i + 1) % names.Count].Wire;
            Add(names[i], RecordType.NSEC, NegativeTtl, [.. next, .. Bitmap(names[i], RecordType.RRSIG, RecordType.NSEC)]);
        }
    }

    private void AddNsec3Chain()
    {
        bool optOut = signing is Signing.OptOut or Signing.OptOutKeepingNonTerminals;
        List<DomainName> kept = [.. AuthoritativeNames().Distinct().Where(name => !optOut || !IsInsecureCut(name))];
        List<DomainName> parents = signing == Signing.OptOut ? kept : [.. AuthoritativeNames().Distinct()];
        IEnumerable<DomainName> nonTerminals = parents.SelectMany(AncestorsInside);
        List<(DomainName Owner, DomainName Name)> chain =
            [.. kept.Union(nonTerminals).Select(name => (Parameters.OwnerOf(name, origin), name)).OrderBy(link => link.Item1)];
        for (int i = 0; i < chain.Count; i++)
        {
            byte[] next = Parameters.Hash(chain[(i + 1) % chain.Count].Name);
            byte flags = optOut ? OptOutFlag : (byte)0;
            bool unsigned = IsInsecureCut(chain[i].Name) || !_records.Exists(record => record.Owner == chain[i].Name);
            byte[] types = unsigned ? Bitmap(chain[i].Name) : Bitmap(chain[i].Name, RecordType.RRSIG);
            Add(chain[i].Owner, RecordType.NSEC3, NegativeTtl, [.. Parameters.ToRdata(flags), (byte)next.Length, .. next, .. types]);
        }
    }

    private IEnumerable<DomainName> AncestorsInside(DomainName name)
    {
        for (DomainName above = name; above != origin; above = above.Parent)
        {
            yield return above.Parent;
        }
    }

    private IEnumerable<DomainName> AuthoritativeNames() =>
        _records.Select(record => record.Owner).Where(name => !IsOccluded(name));

    private bool IsOccluded(DomainName name) =>
        name != origin && AncestorsInside(name).Any(above => IsCut(above) || Has(above, RecordType.DNAME));

    private bool IsCut(DomainName name) => name != origin && Has(name, RecordType.NS);

    private bool IsInsecureCut(DomainName name) => IsCut(name) && !Has(name, RecordType.DS);

    private bool Has(DomainName name, RecordType type) =>
        _records.Exists(record => record.Owner == name && record.Type == type);

    /// <summary>At a cut only DS and NSEC are the parent's own.</summary>
    private bool IsSigned(ResourceRecord record) =>
        record.Type == RecordType.NSEC3
        || (!IsOccluded(record.Owner) && (!IsCut(record.Owner) || record.Type is RecordType.DS or RecordType.NSEC));

    private byte[] Bitmap(DomainName name, params ReadOnlySpan<RecordType> more)
    {
        IEnumerable<RecordType> own = _records.Where(record => record.Owner == name).Select(record => record.Type)
            .Where(type => !IsCut(name) || type is RecordType.NS or RecordType.DS or RecordType.NSEC);
        return TypeBitmap.Of([.. own, .. more]);
    }

    private void AddSignature(RRset rrset)
    {
        var rdata = new List<byte>(BigEndian((uint)rrset.Type)[2..]) { 13, (byte)(rrset.Owner.LabelCount - (rrset.Owner.IsWildcard ? 1 : 0)) };
        rdata.AddRange(BigEndian(rrset.Ttl));
        rdata.AddRange(BigEndian(2_000_000_000));
        rdata.AddRange(BigEndian(1_700_000_000));
        rdata.AddRange([0x12, 0x34, .. origin.Wire]);
        rdata.AddRange(Octets(string.Join('\n', rrset.Lines()), 64));
        Add(rrset.Owner, RecordType.RRSIG, rrset.Ttl, [.. rdata]);
    }

    private void Add(DomainName owner, RecordType type, uint ttl, byte[] rdata) =>
        _records.Add(new ResourceRecord(owner, type, RecordClass.IN, ttl, rdata));

    private static byte[] BigEndian(uint value)
    {
        byte[] octets = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        return octets;
    }

    private static byte[] Octets(string from, int count) =>
        SHA512.HashData(Encoding.UTF8.GetBytes(from))[..count];
}
