using System.Buffers.Binary;
using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>
/// Signs single records of a zone for answers, with the keys that have signed the version served: their DNSKEYs are in it, and
/// in every cache that has it. The keys are this signer's, and go when no table has it any more.
/// </summary>
public sealed class OnlineSigner : IOnlineSigner
{
    /// <summary>A signature with RSA takes as long as this many with ECDSA or EdDSA.</summary>
    private const int CostOfRsa = 32;

    private const int MaxHead = 18 + WireName.MaxLength;
    private const int MaxOctets = MaxHead + WireName.MaxLength + 10 + (2 * WireName.MaxLength);

    private static long _lastVersion;

    private readonly byte[] _origin;
    private readonly SigningKey[] _keys;
    private readonly SigningOptions _options;
    private readonly TimeProvider _clock;

    /// <param name="keys">Each signs every record.</param>
    public OnlineSigner(DomainName origin, IReadOnlyList<SigningKey> keys, SigningOptions options, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        _origin = origin.ToLower().Wire.ToArray();
        _keys = [.. keys];
        _options = options;
        _clock = clock;
        Version = Interlocked.Increment(ref _lastVersion);
        Cost = _keys.Sum(key => AlgorithmTraits.Of(key.Algorithm).IsRsa ? CostOfRsa : 1);
    }

    /// <summary>The keys that have signed the SOA: those that sign the zone's data in that version.</summary>
    /// <param name="apex">The records there, at least.</param>
    public static KeySet KeysOf(ZoneContents apex)
    {
        ArgumentNullException.ThrowIfNull(apex);
        KeySet keys = KeySet.Empty;
        for (int i = 0; apex.TryFind(apex.Origin.Wire, RecordType.RRSIG, out RRsetView signatures) && i < signatures.Count; i++)
        {
            var fields = new SignatureFields(signatures.Rdata(i));
            keys = fields.Covered == RecordType.SOA ? keys.With(new KeyName(fields.Algorithm, fields.KeyTag)) : keys;
        }

        return keys;
    }

    /// <summary>
    /// False for a key that has the tag of another, which is published. One that is not published yet signs already while the
    /// algorithm rolls.
    /// </summary>
    public static bool CanBeOf(ZoneContents apex, SigningKey key)
    {
        ArgumentNullException.ThrowIfNull(apex);
        ArgumentNullException.ThrowIfNull(key);
        bool isThere = false;
        bool hasTag = false;
        for (int i = 0; apex.TryFind(apex.Origin.Wire, RecordType.DNSKEY, out RRsetView keys) && i < keys.Count; i++)
        {
            ReadOnlySpan<byte> published = keys.Rdata(i);
            isThere |= published.SequenceEqual(key.DnsKey.Span);
            hasTag |= DnsKeyRdata.Algorithm(published) == key.Algorithm && DnsKeyRdata.KeyTag(published) == key.KeyTag;
        }

        return isThere || !hasTag;
    }

    public long Version { get; }

    public int Cost { get; }

    public bool TrySign(
        ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, Span<byte> signatures, out int length)
    {
        length = 0;
        Span<byte> octets = stackalloc byte[MaxOctets];
        if (owner.Length + rdata.Length + MaxHead + 10 > octets.Length)
        {
            return false;
        }

        // Beyond 2106 in the serial arithmetic of RFC 4034, section 3.1.5.
        long now = _clock.GetUtcNow().ToUnixTimeSeconds();
        uint inception = unchecked((uint)(now - (long)_options.BackDating.TotalSeconds));
        uint expiration = unchecked((uint)(now + (long)_options.Validity.TotalSeconds));
        foreach (SigningKey key in _keys)
        {
            int head = SignatureFields.WriteHead(
                octets, type, key.Algorithm, SignatureFields.LabelsOf(owner), ttl, expiration, inception, key.KeyTag, _origin);
            int signature = head + key.SignatureLength;
            if (sizeof(ushort) + signature > signatures.Length - length)
            {
                return false;
            }

            BinaryPrimitives.WriteUInt16BigEndian(signatures[length..], (ushort)signature);
            length += sizeof(ushort);
            octets[..head].CopyTo(signatures[length..]);
            int end = WriteRecord(owner, type, ttl, rdata, octets, head);
            if (!TrySign(key, octets[..end], signatures.Slice(length + head, key.SignatureLength)))
            {
                return false;
            }

            length += signature;
        }

        return _keys.Length > 0;
    }

    private static int WriteRecord(
        ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, Span<byte> octets, int at)
    {
        owner.CopyTo(octets[at..]);
        at += owner.Length;
        BinaryPrimitives.WriteUInt16BigEndian(octets[at..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(octets[(at + 2)..], (ushort)RecordClass.IN);
        BinaryPrimitives.WriteUInt32BigEndian(octets[(at + 4)..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(octets[(at + 8)..], (ushort)rdata.Length);
        rdata.CopyTo(octets[(at + 10)..]);
        return at + 10 + rdata.Length;
    }

    private static bool TrySign(SigningKey key, ReadOnlySpan<byte> octets, Span<byte> signature)
    {
        try
        {
            key.Sign(octets, signature);
            return true;
        }
        catch (CryptographicException)
        {
            // Counted as an answer that could not be given.
            return false;
        }
    }
}
