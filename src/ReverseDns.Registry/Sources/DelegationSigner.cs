namespace ReverseDns.Registry;

/// <summary>A DS record's content (RFC 4034, section 5), its digest in upper-case hex.</summary>
public sealed record DelegationSigner(ushort KeyTag, byte Algorithm, byte DigestType, string Digest)
    : IComparable<DelegationSigner>
{
    /// <summary>Reads "tag algorithm digest-type digest"; the digest may hold spaces and stand in parentheses.</summary>
    public static DelegationSigner? TryParse(string text, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] parts = text.Split((char[]?)null, 4, StringSplitOptions.RemoveEmptyEntries);
        fault = "not a DS: key tag, algorithm, digest type, digest";
        if (parts.Length < 4
            || !ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out ushort tag)
            || !byte.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out byte algorithm)
            || !byte.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out byte type))
        {
            return null;
        }

        string digest = Unwrap(parts[3]).Replace(" ", "", StringComparison.Ordinal)
            .Replace("\t", "", StringComparison.Ordinal).ToUpperInvariant();
        if (digest.Length == 0 || digest.Length % 2 != 0 || !digest.All(char.IsAsciiHexDigit))
        {
            fault = "the digest of a DS is an even number of hexadecimal digits";
            return null;
        }

        if (algorithm == 0 || type == 0)
        {
            fault = "algorithm and digest type 0 are reserved";
            return null;
        }

        if (DigestLength(type) is { } length && digest.Length != 2 * length)
        {
            fault = $"a digest of type {type} has {length} octets, this one has {digest.Length / 2}";
            return null;
        }

        fault = "";
        return new DelegationSigner(tag, algorithm, type, digest);
    }

    public int CompareTo(DelegationSigner? other)
    {
        if (other is null)
        {
            return 1;
        }

        int order = (KeyTag, Algorithm, DigestType).CompareTo((other.KeyTag, other.Algorithm, other.DigestType));
        return order != 0 ? order : string.CompareOrdinal(Digest, other.Digest);
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{KeyTag} {Algorithm} {DigestType} {Digest}");

    public static bool operator <(DelegationSigner? left, DelegationSigner? right) =>
        left is null ? right is not null : left.CompareTo(right) < 0;

    public static bool operator <=(DelegationSigner? left, DelegationSigner? right) =>
        left is null || left.CompareTo(right) <= 0;

    public static bool operator >(DelegationSigner? left, DelegationSigner? right) => right < left;

    public static bool operator >=(DelegationSigner? left, DelegationSigner? right) => right <= left;

    private static string Unwrap(string digest) =>
        digest is ['(', .., ')'] ? digest[1..^1].Trim() : digest;

    /// <summary>Octets of the registered digest types: SHA-1, SHA-256, GOST 94, SHA-384, GOST 2012, SM3.</summary>
    private static int? DigestLength(byte type) =>
        type switch
        {
            1 => 20,
            2 or 3 or 5 or 6 => 32,
            4 => 48,
            _ => null,
        };
}
