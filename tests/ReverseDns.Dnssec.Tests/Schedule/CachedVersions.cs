using ReverseDns.Dnssec.Signing;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>
/// What resolvers may have of a real zone while it changes, RRset by RRset, and whether each DS that they may have, with each
/// DNSKEY RRset and each other RRset, validates by the keys and signatures themselves.
/// </summary>
internal sealed class CachedVersions(KeyPolicy policy)
{
    private readonly SlowCaches<KeySet> _ds = new(policy.ParentTimeToLive, policy.ParentPropagation);
    private readonly SlowCaches<CachedRRset> _dnsKeys = new(policy.DnsKeyTimeToLive, policy.ZonePropagation);
    private readonly Dictionary<(DomainName Owner, RecordType Type), SlowCaches<CachedRRset>> _rrsets = [];
    private readonly Dictionary<(CachedSignature Signature, string Key), bool> _verified = [];

    /// <summary>Combinations that were validated.</summary>
    public int Combinations { get; private set; }

    public void Serve(ZoneContents zone, KeySet ds, DateTimeOffset now)
    {
        _ds.Serve(ds, now);
        CachedRRset dnsKeys = CachedRRset.None;
        HashSet<(DomainName Owner, RecordType Type)> served = [];
        foreach (RRsetView rrset in zone)
        {
            var owner = DomainName.FromWire(rrset.Owner);
            if (rrset.Type == RecordType.DNSKEY)
            {
                dnsKeys = CachedRRset.Of(zone, rrset);
            }
            else if (rrset.Type != RecordType.RRSIG && !(rrset.Type == RecordType.NS && owner != zone.Origin))
            {
                served.Add((owner, rrset.Type));
                Caches((owner, rrset.Type)).Serve(CachedRRset.Of(zone, rrset), now);
            }
        }

        _dnsKeys.Serve(dnsKeys, now);
        foreach ((DomainName Owner, RecordType Type) gone in _rrsets.Keys.Except(served))
        {
            _rrsets[gone].Serve(CachedRRset.None, now);
        }
    }

    public void Check(DateTimeOffset now)
    {
        foreach (KeySet ds in _ds.At(now).Where(set => !set.IsEmpty))
        {
            foreach (CachedRRset dnsKeys in _dnsKeys.At(now))
            {
                string[] keys = [.. dnsKeys.Rdata.Where(rdata => ds.Contains(NameOf(rdata)))];
                Check(ds, dnsKeys, keys, now, $"DNSKEY {string.Join(',', dnsKeys.Rdata.Select(NameOf))}");
                foreach (((DomainName owner, RecordType type), SlowCaches<CachedRRset> caches) in _rrsets)
                {
                    foreach (CachedRRset rrset in caches.At(now).Where(rrset => rrset != CachedRRset.None))
                    {
                        Check(ds, rrset, dnsKeys.Rdata, now, $"{owner} {type} with DNSKEY {string.Join(',', dnsKeys.Rdata.Select(NameOf))}");
                    }
                }
            }
        }
    }

    /// <summary>As a validator does that insists on every algorithm of the DS.</summary>
    private void Check(KeySet ds, CachedRRset rrset, IReadOnlyList<string> keys, DateTimeOffset now, string what)
    {
        Combinations++;
        foreach (SecurityAlgorithm algorithm in ds.Names.Select(name => name.Algorithm).Distinct())
        {
            Assert.True(
                rrset.Signatures.Any(signature => signature.Algorithm == algorithm && signature.End >= now
                    && keys.Any(key => Verify(signature, key))),
                $"{now:u}: no signature of {algorithm} for {what} with DS {ds}; signatures {string.Join(", ", rrset.Signatures.Select(s => $"{s.Algorithm} {s.KeyTag} until {s.End:u}"))}");
        }
    }

    private bool Verify(CachedSignature signature, string key)
    {
        if (!_verified.TryGetValue((signature, key), out bool isGood))
        {
            isGood = VerifyingKey.TryCreate(Convert.FromHexString(key), out VerifyingKey? verifying)
                && verifying.KeyTag == signature.KeyTag
                && verifying.Verify(Convert.FromHexString(signature.Message), Convert.FromHexString(signature.Signature));
            verifying?.Dispose();
            _verified.Add((signature, key), isGood);
        }

        return isGood;
    }

    private SlowCaches<CachedRRset> Caches((DomainName Owner, RecordType Type) key)
    {
        if (!_rrsets.TryGetValue(key, out SlowCaches<CachedRRset>? caches))
        {
            // What the schedule publishes has the TTL of the DNSKEY.
            bool isOfKeys = key.Type is RecordType.CDS or RecordType.CDNSKEY;
            caches = new(isOfKeys ? policy.DnsKeyTimeToLive : policy.LargestTimeToLive, policy.ZonePropagation);
            _rrsets.Add(key, caches);
        }

        return caches;
    }

    private static KeyName NameOf(string dnsKey) => DnsKeyRdata.NameOf(Convert.FromHexString(dnsKey));

    /// <summary>A signature with what it is made of, in hex.</summary>
    private sealed record CachedSignature(SecurityAlgorithm Algorithm, ushort KeyTag, DateTimeOffset End, string Message, string Signature);

    /// <summary>An RRset with its signatures, equal to another that is the same to the octet.</summary>
    private sealed record CachedRRset(string Text, IReadOnlyList<string> Rdata, IReadOnlyList<CachedSignature> Signatures)
    {
        /// <summary>Nothing of this name and type, or no DNSKEY: the zone is not signed.</summary>
        public static CachedRRset None { get; } = new("", [], []);

        public static CachedRRset Of(ZoneContents zone, in RRsetView rrset)
        {
            var octets = new SignedOctets();
            List<string> rdata = [];
            List<CachedSignature> signatures = [];
            for (int at = 0; at < rrset.Count; at++)
            {
                rdata.Add(Convert.ToHexString(rrset.Rdata(at)));
            }

            if (zone.TryFind(rrset.Owner, RecordType.RRSIG, out RRsetView all))
            {
                for (int at = 0; at < all.Count; at++)
                {
                    var fields = new SignatureFields(all.Rdata(at));
                    if (fields.Covered == rrset.Type)
                    {
                        octets.Write(fields.Head, rrset);
                        signatures.Add(new CachedSignature(
                            fields.Algorithm, fields.KeyTag, DateTimeOffset.FromUnixTimeSeconds(fields.Expiration),
                            Convert.ToHexString(octets.Octets), Convert.ToHexString(fields.Signature)));
                    }
                }
            }

            return new CachedRRset($"{string.Join(' ', rdata)} {string.Join(' ', signatures)}", rdata, signatures);
        }

        public bool Equals(CachedRRset? other) => other is not null && Text.Equals(other.Text, StringComparison.Ordinal);

        public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
    }
}
