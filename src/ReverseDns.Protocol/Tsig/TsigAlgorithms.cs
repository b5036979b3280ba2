using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Protocol;

/// <summary>Names and lengths of the algorithms.</summary>
public static class TsigAlgorithms
{
    public const int MaxMacLength = 64;

    private const int ShortestMac = 10;

    private static readonly (TsigAlgorithm Algorithm, DomainName Name, int MacLength)[] All =
    [
        (TsigAlgorithm.HmacSha256, DomainName.Parse("hmac-sha256"), 32),
        (TsigAlgorithm.HmacSha384, DomainName.Parse("hmac-sha384"), 48),
        (TsigAlgorithm.HmacSha512, DomainName.Parse("hmac-sha512"), 64),
        (TsigAlgorithm.HmacSha224, DomainName.Parse("hmac-sha224"), 28),
        (TsigAlgorithm.HmacSha1, DomainName.Parse("hmac-sha1"), 20),
    ];

    /// <summary>The name that stands in messages.</summary>
    public static DomainName NameOf(TsigAlgorithm algorithm) => All[(int)algorithm].Name;

    /// <summary>Octets of a whole MAC.</summary>
    public static int MacLengthOf(TsigAlgorithm algorithm) => All[(int)algorithm].MacLength;

    /// <summary>A MAC cut to fewer octets is none, whatever the policy (RFC 8945, section 5.2.2.1).</summary>
    public static int ShortestMacOf(TsigAlgorithm algorithm) => Math.Max(ShortestMac, MacLengthOf(algorithm) / 2);

    /// <summary>
    /// Reads a name as key files have it, case ignored: "hmac-sha256", or "hmac-sha256-128" for MACs cut to 128 bits.
    /// </summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TsigAlgorithm algorithm, out int macLength)
    {
        foreach ((TsigAlgorithm candidate, DomainName name, int whole) in All)
        {
            string plain = name.ToString()[..^1];
            string given = (text ?? "").TrimEnd('.');
            if (given.StartsWith(plain + "-", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(given.AsSpan(plain.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
            {
                (algorithm, macLength) = (candidate, bits / 8);
                return bits % 8 == 0 && macLength <= whole && macLength >= ShortestMacOf(candidate);
            }

            if (given.Equals(plain, StringComparison.OrdinalIgnoreCase))
            {
                (algorithm, macLength) = (candidate, whole);
                return true;
            }
        }

        (algorithm, macLength) = (default, 0);
        return false;
    }
}
