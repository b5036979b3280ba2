namespace ReverseDns.Protocol;

/// <summary>The names of RR types as master files have them, "TYPE65280" included (RFC 3597, section 5).</summary>
public static class RecordTypes
{
    private const int Buckets = 256;

    private static readonly (byte[] Name, RecordType Type)[][] ByHash = Index();

    private static readonly Dictionary<RecordType, string> Names = Enum.GetValues<RecordType>()
        .Where(type => type != RecordType.None)
        .ToDictionary(type => type, type => type.ToString());

    /// <summary>Reads a mnemonic or TYPEnnn, in any case. The types of questions and of messages (ANY, OPT) are types too.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out RecordType type)
    {
        type = RecordType.None;
        if (text.IsEmpty)
        {
            return false;
        }

        foreach ((byte[] name, RecordType candidate) in ByHash[Hash(text)])
        {
            if (Ascii.EqualsIgnoreCase(text, name))
            {
                type = candidate;
                return true;
            }
        }

        return text.Length > 4 && Ascii.EqualsIgnoreCase(text[..4], "TYPE"u8) && TryParseNumber(text[4..], out type);
    }

    public static string ToPresentation(RecordType type) =>
        Names.TryGetValue(type, out string? name)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"TYPE{(ushort)type}");

    /// <summary>True for types that belong to questions or messages and never stand in a zone (RFC 6895, section 3.1).</summary>
    public static bool IsMeta(RecordType type) =>
        type is RecordType.None or RecordType.OPT or (>= (RecordType)128 and <= RecordType.ANY);

    private static bool TryParseNumber(ReadOnlySpan<byte> digits, out RecordType type)
    {
        bool valid = DecimalText.TryParse(digits, ushort.MaxValue, out uint number);
        type = valid ? (RecordType)number : RecordType.None;
        return valid;
    }

    private static int Hash(ReadOnlySpan<byte> text) =>
        (((text[0] | 0x20) * 7) + ((text[^1] | 0x20) * 31) + (text.Length * 13)) % Buckets;

    private static (byte[] Name, RecordType Type)[][] Index() =>
        [.. Enumerable.Range(0, Buckets).Select(bucket => Enum.GetValues<RecordType>()
            .Where(type => type != RecordType.None)
            .Select(type => (Name: Encoding.ASCII.GetBytes(type.ToString()), Type: type))
            .Where(entry => Hash(entry.Name) == bucket)
            .ToArray())];
}
