using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>Reads out of a version of a zone which keys it has and which its signatures are of.</summary>
public static class ServedKeysReader
{
    public static ServedKeys Read(ZoneContents contents)
    {
        var sets = new HashSet<KeySet>();
        KeySet dnsKeys = KeySet.Empty;
        KeySet dnsKeySigners = KeySet.Empty;
        uint keysTtl = 0;
        uint largestTtl = 0;
        foreach (RRsetView rrset in contents)
        {
            largestTtl = Math.Max(largestTtl, rrset.Ttl);
            if (rrset.Type == RecordType.DNSKEY)
            {
                dnsKeys = Names(rrset, rdata => new KeyName(DnsKeyRdata.Algorithm(rdata), DnsKeyRdata.KeyTag(rdata)));
                keysTtl = rrset.Ttl;
            }
            else if (rrset.Type == RecordType.RRSIG)
            {
                AddSigners(rrset, sets, ref dnsKeySigners);
            }
        }

        return new ServedKeys(
            dnsKeys,
            dnsKeySigners,
            sets.Count > 0 ? sets : [KeySet.Empty],
            TimeSpan.FromSeconds(keysTtl),
            TimeSpan.FromSeconds(largestTtl));
    }

    /// <summary>The RRSIGs of an owner are one RRset here, whatever they cover.</summary>
    private static void AddSigners(in RRsetView signatures, HashSet<KeySet> sets, ref KeySet dnsKeySigners)
    {
        var byType = new Dictionary<RecordType, KeySet>();
        for (int at = 0; at < signatures.Count; at++)
        {
            var fields = new SignatureFields(signatures.Rdata(at));
            byType[fields.Covered] = byType.GetValueOrDefault(fields.Covered, KeySet.Empty)
                .With(new KeyName(fields.Algorithm, fields.KeyTag));
        }

        foreach ((RecordType covered, KeySet set) in byType)
        {
            if (covered == RecordType.DNSKEY)
            {
                dnsKeySigners = set;
            }
            else if (covered is not RecordType.CDS and not RecordType.CDNSKEY)
            {
                sets.Add(set);
            }
        }
    }

    private delegate KeyName NameOf(ReadOnlySpan<byte> rdata);

    private static KeySet Names(in RRsetView rrset, NameOf nameOf)
    {
        var names = new KeyName[rrset.Count];
        for (int at = 0; at < names.Length; at++)
        {
            names[at] = nameOf(rrset.Rdata(at));
        }

        return KeySet.Of(names);
    }
}
