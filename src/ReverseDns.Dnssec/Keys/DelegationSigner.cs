using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>What a parent has of a key (DS), and what asks it to (CDS and CDNSKEY): RFC 4034, section 5; RFC 7344; RFC 8078.</summary>
public static class DelegationSigner
{
    private const int HeaderLength = 4;

    /// <summary>The RDATA of the DS, and of the CDS, for a DNSKEY.</summary>
    public static byte[] Create(DomainName zone, ReadOnlySpan<byte> dnsKey, DigestType type)
    {
        byte[] digest = Digest(zone, dnsKey, type);
        byte[] rdata = new byte[HeaderLength + digest.Length];
        BinaryPrimitives.WriteUInt16BigEndian(rdata, DnsKeyRdata.KeyTag(dnsKey));
        rdata[2] = (byte)DnsKeyRdata.Algorithm(dnsKey);
        rdata[3] = (byte)type;
        digest.CopyTo(rdata, HeaderLength);
        return rdata;
    }

    public static byte[] Digest(DomainName zone, ReadOnlySpan<byte> dnsKey, DigestType type) =>
        CryptographicOperations.HashData(
            type switch
            {
                DigestType.Sha1 => HashAlgorithmName.SHA1,
                DigestType.Sha256 => HashAlgorithmName.SHA256,
                DigestType.Sha384 => HashAlgorithmName.SHA384,
                _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No digest"),
            },
            [.. zone.ToLower().Wire, .. dnsKey]);

    /// <summary>True when a DS of any digest that is known names exactly this key.</summary>
    public static bool Names(ReadOnlySpan<byte> ds, DomainName zone, ReadOnlySpan<byte> dnsKey) =>
        ds.Length > HeaderLength
        && (DigestType)ds[3] is DigestType.Sha1 or DigestType.Sha256 or DigestType.Sha384
        && ds.SequenceEqual(Create(zone, dnsKey, (DigestType)ds[3]));

    /// <summary>The key that a DS names, by algorithm and tag; null for what is too short to be one.</summary>
    public static KeyName? NameOf(ReadOnlySpan<byte> ds) =>
        ds.Length > HeaderLength ? new KeyName((SecurityAlgorithm)ds[2], BinaryPrimitives.ReadUInt16BigEndian(ds)) : null;

    /// <summary>
    /// The key that a DS of the parent's names. One that has the tag of a key of ours but not its digest is of another key, and
    /// gets a tag that none of ours has; null for a digest that nobody verifies.
    /// </summary>
    public static KeyName? Identify(ReadOnlySpan<byte> ds, DomainName zone, IReadOnlyCollection<ManagedKey> keys)
    {
        if (ds.Length <= HeaderLength || (DigestType)ds[3] is not (DigestType.Sha1 or DigestType.Sha256 or DigestType.Sha384))
        {
            return null;
        }

        KeyName stated = NameOf(ds)!.Value;
        ManagedKey? ours = keys.FirstOrDefault(key => key.Name == stated);
        bool isOurs = ours is not null && Names(ds, zone, ours.DnsKey.Span);
        while (!isOurs && keys.Any(key => key.Name == stated))
        {
            stated = stated with { KeyTag = (ushort)(stated.KeyTag + 1) };
        }

        return stated;
    }

    /// <summary>The CDS that asks a parent to take the DS away (RFC 8078, section 4).</summary>
    public static ReadOnlySpan<byte> DeleteCds => [0, 0, 0, 0, 0];

    public static ReadOnlySpan<byte> DeleteCdnskey => [0, 0, 3, 0, 0];
}
