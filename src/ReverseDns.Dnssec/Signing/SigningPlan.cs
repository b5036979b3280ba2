using ReverseDns.Protocol;

namespace ReverseDns.Dnssec.Signing;

/// <summary>What holds for all signatures of one version: who signs, from when until when, and which signatures may stay.</summary>
internal sealed class SigningPlan
{
    private readonly (ushort Tag, SecurityAlgorithm Algorithm)[] _published;
    private readonly uint _now;
    private readonly uint _jitter;
    private readonly uint _latest;
    private readonly uint _refresh;

    public SigningPlan(DomainName origin, ZoneKeys keys, SigningOptions options, DateTimeOffset now)
    {
        Origin = origin;
        Keys = keys;
        _now = ToSeconds(now);
        _jitter = (uint)options.Jitter.TotalSeconds;
        _latest = ToSeconds(now + options.Validity);
        _refresh = (uint)options.Refresh.TotalSeconds;
        Inception = ToSeconds(now - options.BackDating);
        _published = [.. keys.Records
            .Where(record => record.Type == RecordType.DNSKEY)
            .Select(record => (Tag: DnsKeyRdata.KeyTag(record.Rdata.Span), Algorithm: (SecurityAlgorithm)record.Rdata.Span[3]))
            .Where(key => !keys.Distrusted.Contains(new KeyName(key.Algorithm, key.Tag)))];
    }

    public DomainName Origin { get; }

    public ZoneKeys Keys { get; }

    public uint Inception { get; }

    /// <summary>The end of the signature of an RRset: the same each time for the same name and type, different between them.</summary>
    public uint ExpirationOf(ReadOnlySpan<byte> owner, RecordType type)
    {
        // FNV-1a: this has to spread, not to withstand anybody.
        uint hash = 2_166_136_261;
        foreach (byte octet in owner)
        {
            hash = (hash ^ WireName.ToLower(octet)) * 16_777_619;
        }

        hash = (hash ^ (byte)type) * 16_777_619;
        hash = (hash ^ (uint)((int)type >> 8)) * 16_777_619;
        hash ^= hash >> 15;
        return _latest - (_jitter == 0 ? 0 : hash % _jitter);
    }

    /// <summary>
    /// Says that a signature has begun, is not to be made anew yet, and does not last longer than one made now would: a clock
    /// was wrong, or the validity has been cut.
    /// </summary>
    public bool IsFresh(in SignatureFields signature) =>
        IsAtOrBefore(signature.Inception, _now)
        && !IsAtOrBefore(signature.Expiration, _now + _refresh)
        && IsAtOrBefore(signature.Expiration, _latest);

    /// <summary>The index of the key that need not sign an RRset that has this signature already; -1 for none.</summary>
    public int KeySpared(in SignatureFields signature)
    {
        bool ofKeys = ZoneKeys.IsOfKeys(signature.Covered);
        IReadOnlyList<SigningKey> signers = ofKeys ? Keys.ForKeys : Keys.ForZone;
        for (int i = 0; i < signers.Count; i++)
        {
            if (signers[i].KeyTag == signature.KeyTag && signers[i].Algorithm == signature.Algorithm)
            {
                return i;
            }
        }

        if (!ofKeys && _published.AsSpan().Contains((signature.KeyTag, signature.Algorithm)))
        {
            for (int i = 0; i < signers.Count; i++)
            {
                if (signers[i].Algorithm == signature.Algorithm)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>Seconds since 1970 in the circle of 2^32 (RFC 4034, section 3.1.5).</summary>
    public static uint ToSeconds(DateTimeOffset time) => unchecked((uint)time.ToUnixTimeSeconds());

    private static bool IsAtOrBefore(uint left, uint right) => unchecked(right - left) < 0x8000_0000;
}
