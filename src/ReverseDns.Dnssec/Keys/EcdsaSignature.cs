namespace ReverseDns.Dnssec;

/// <summary>
/// An ECDSA signature in its two forms: r and s side by side, each as long as the curve's order, in an RRSIG (RFC 6605,
/// section 4); two DER integers in OpenSSL.
/// </summary>
internal static class EcdsaSignature
{
    /// <summary>Of P-384: two integers of up to 49 octets and the sequence around them.</summary>
    public const int MaxDerLength = 2 + (2 * (2 + 49));

    private const byte Sequence = 0x30;
    private const byte Integer = 0x02;

    /// <summary>False for what OpenSSL does not write: anything but two positive integers that fit.</summary>
    public static bool TryFromDer(ReadOnlySpan<byte> der, Span<byte> raw)
    {
        if (der is not [Sequence, < 0x80, ..] || der[1] != der.Length - 2)
        {
            return false;
        }

        der = der[2..];
        int half = raw.Length / 2;
        return TryReadInteger(ref der, raw[..half]) && TryReadInteger(ref der, raw[half..]) && der.IsEmpty;
    }

    /// <returns>The octets written, at most <see cref="MaxDerLength"/>.</returns>
    public static int ToDer(ReadOnlySpan<byte> raw, Span<byte> der)
    {
        int half = raw.Length / 2;
        int length = 2;
        length += WriteInteger(raw[..half], der[length..]);
        length += WriteInteger(raw[half..], der[length..]);
        der[0] = Sequence;
        der[1] = (byte)(length - 2);
        return length;
    }

    private static bool TryReadInteger(ref ReadOnlySpan<byte> der, Span<byte> value)
    {
        if (der is not [Integer, < 0x80, ..] || der.Length < 2 + der[1])
        {
            return false;
        }

        ReadOnlySpan<byte> digits = der.Slice(2, der[1]).TrimStart((byte)0);
        der = der[(2 + der[1])..];
        if (digits.Length > value.Length)
        {
            return false;
        }

        value.Clear();
        digits.CopyTo(value[^digits.Length..]);
        return true;
    }

    private static int WriteInteger(ReadOnlySpan<byte> value, Span<byte> der)
    {
        ReadOnlySpan<byte> digits = value[^(value[..^1].TrimStart((byte)0).Length + 1)..];
        int sign = digits[0] >> 7;
        der[0] = Integer;
        der[1] = (byte)(digits.Length + sign);
        der[2] = 0;
        digits.CopyTo(der[(2 + sign)..]);
        return 2 + sign + digits.Length;
    }
}
