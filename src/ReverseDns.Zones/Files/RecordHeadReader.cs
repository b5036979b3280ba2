using System.Globalization;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Reads "[ttl] [class] type" or "[class] [ttl] type" (RFC 1035, section 5.1).</summary>
internal sealed class RecordHeadReader
{
    private const int LongestRemembered = 16;

    // Files repeat one type for a million lines: the word seen last is compared before it is looked up again.
    private readonly byte[] _typeWord = new byte[LongestRemembered];
    private int _typeWordLength;
    private RecordType _type;

    public bool TryRead(ref PresentationReader reader, out RecordHead head, out string? warning)
    {
        head = default;
        warning = null;
        bool hasClass = false;
        bool hasTtl = false;
        uint ttl = 0;
        while (reader.TryReadToken(out PresentationToken token))
        {
            if (token.IsQuoted || token.Text.IsEmpty)
            {
                reader.Fail(token, $"expected a record type, found \"{Shown.Token(token)}\" in quotes");
                return false;
            }

            if (TryRememberedType(token.Text, out RecordType type))
            {
                head = new RecordHead(type, ttl, hasTtl);
                return true;
            }

            if (!hasTtl && token.Text[0] is >= (byte)'0' and <= (byte)'9')
            {
                if (!TryReadTtl(ref reader, token, out ttl, ref warning))
                {
                    return false;
                }

                hasTtl = true;
            }
            else if (!hasClass && TryParseClass(token.Text, out RecordClass recordClass))
            {
                hasClass = true;
                if (recordClass != RecordClass.IN)
                {
                    reader.Fail(token, $"class {Shown.Token(token)}: only class IN is served");
                    return false;
                }
            }
            else
            {
                bool known = TryReadType(ref reader, token, out type);
                head = new RecordHead(type, ttl, hasTtl);
                return known;
            }
        }

        reader.Fail("unexpected end of line: expected a record type");
        return false;
    }

    /// <summary>A TTL above 2^31 - 1 is taken as 0, as RFC 2181, section 8, has it, and said to be so.</summary>
    public static bool TryReadTtl(
        ref PresentationReader reader, scoped PresentationToken token, out uint ttl, ref string? warning)
    {
        if (TimeToLive.TryParse(token.Text, out ttl))
        {
            return true;
        }

        if (uint.TryParse(token.Text, CultureInfo.InvariantCulture, out _))
        {
            warning = $"TTL {Shown.Token(token)} is above 2147483647: taken as 0";
            return true;
        }

        reader.Fail(token, $"'{Shown.Token(token)}' is not a TTL: expected seconds or units as in 1h30m");
        return false;
    }

    private bool TryRememberedType(ReadOnlySpan<byte> word, out RecordType type)
    {
        type = _type;
        return word.SequenceEqual(_typeWord.AsSpan(0, _typeWordLength));
    }

    private bool TryReadType(ref PresentationReader reader, scoped PresentationToken token, out RecordType type)
    {
        if (!RecordTypes.TryParse(token.Text, out type))
        {
            reader.Fail(token, $"unknown RR type '{Shown.Token(token)}'");
            return false;
        }

        if (RecordTypes.IsMeta(type))
        {
            reader.Fail(token, $"{Shown.Token(token)} is a meta type: it has no records in a zone");
            return false;
        }

        if (token.Text.Length <= LongestRemembered)
        {
            token.Text.CopyTo(_typeWord);
            _typeWordLength = token.Text.Length;
            _type = type;
        }

        return true;
    }

    private static bool TryParseClass(ReadOnlySpan<byte> word, out RecordClass recordClass)
    {
        recordClass = RecordClass.IN;
        if (word.Length == 2)
        {
            (byte first, byte second) = ((byte)(word[0] | 0x20), (byte)(word[1] | 0x20));
            recordClass = (first, second) switch
            {
                ((byte)'i', (byte)'n') => RecordClass.IN,
                ((byte)'c', (byte)'h') => RecordClass.CH,
                ((byte)'h', (byte)'s') => RecordClass.HS,
                _ => RecordClass.NONE,
            };
            return recordClass != RecordClass.NONE;
        }

        // RFC 3597, section 5: CLASS1 is IN.
        if (word.Length > 5 && Ascii.EqualsIgnoreCase(word[..5], "CLASS"u8)
            && ushort.TryParse(word[5..], CultureInfo.InvariantCulture, out ushort number))
        {
            recordClass = (RecordClass)number;
            return true;
        }

        return false;
    }
}
