using System.Diagnostics.CodeAnalysis;

namespace ReverseDns.Dnssec;

/// <summary>
/// A .private file (version 1.2 or 1.3): the algorithm, the private numbers, or Engine and Label where a token keeps
/// them, and the timing.
/// </summary>
internal sealed record PrivateKeyFile(SecurityAlgorithm Algorithm, IReadOnlyDictionary<string, string> Fields, KeyTiming Timing)
{
    public const string EngineField = "Engine";
    public const string LabelField = "Label";

    private const string FormatField = "Private-key-format";
    private const string AlgorithmField = "Algorithm";
    private const string FormatWritten = "v1.3";

    /// <param name="fault">What is wrong, in words for an operator; never an octet of the key.</param>
    public static bool TryRead(
        string text, [NotNullWhen(true)] out PrivateKeyFile? file, [NotNullWhen(false)] out string? fault)
    {
        file = null;
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var timing = new KeyTiming();
        foreach (string line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                (string name, string value) = (line[..colon], line[(colon + 1)..].Trim());
                fields[name] = value;
                timing = TimingFields.With(timing, name, value);
            }
        }

        if (!fields.GetValueOrDefault(FormatField, "").StartsWith("v1.", StringComparison.Ordinal))
        {
            fault = $"it is no private key file: {FormatField}: v1.3 was expected";
            return false;
        }

        string stated = fields.GetValueOrDefault(AlgorithmField, "").Split(' ')[0];
        if (!byte.TryParse(stated, CultureInfo.InvariantCulture, out byte number)
            || AlgorithmTraits.Find((SecurityAlgorithm)number) is null)
        {
            fault = $"its algorithm is '{stated}'; 8, 10, 13, 14, 15 or 16 was expected";
            return false;
        }

        fault = null;
        file = new PrivateKeyFile((SecurityAlgorithm)number, fields, timing);
        return true;
    }

    /// <summary>The private numbers; null when one is missing or no Base64.</summary>
    public byte[][]? Numbers()
    {
        IReadOnlyList<string> names = PrivateKeyEncoding.Fields(AlgorithmTraits.Of(Algorithm));
        byte[][] numbers = [.. names.Select(name => Decoded(Fields.GetValueOrDefault(name)) ?? [])];
        return Array.TrueForAll(numbers, number => number.Length > 0) ? numbers : null;
    }

    /// <summary>Where a token keeps the private half; null: the numbers are here.</summary>
    public string? TokenUri =>
        Decoded(Fields.GetValueOrDefault(LabelField)) is { Length: > 0 } label ? Encoding.UTF8.GetString(label).TrimEnd('\0') : null;

    /// <summary>As BIND's dnssec-keyfromlabel writes it.</summary>
    public static PrivateKeyFile OfToken(SecurityAlgorithm algorithm, string uri, KeyTiming timing) =>
        Create(algorithm, [(EngineField, "pkcs11\0"u8.ToArray()), (LabelField, Encoding.UTF8.GetBytes(uri + '\0'))], timing);

    public static PrivateKeyFile Create(SecurityAlgorithm algorithm, IEnumerable<(string Name, byte[] Value)> fields, KeyTiming timing) =>
        new(algorithm, fields.ToDictionary(field => field.Name, field => Convert.ToBase64String(field.Value), StringComparer.Ordinal), timing);

    public string ToText()
    {
        var traits = AlgorithmTraits.Of(Algorithm);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{FormatField}: {FormatWritten}\n");
        text.Append(CultureInfo.InvariantCulture, $"{AlgorithmField}: {(byte)Algorithm} ({traits.Mnemonic})\n");
        foreach (string name in (string[])[.. PrivateKeyEncoding.Fields(traits), EngineField, LabelField])
        {
            if (Fields.TryGetValue(name, out string? value))
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
            }
        }

        foreach ((string name, DateTimeOffset time) in TimingFields.List(Timing))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {TimingFields.ToText(time)}\n");
        }

        return text.ToString();
    }

    private static byte[]? Decoded(string? base64)
    {
        byte[] octets = new byte[base64?.Length ?? 0];
        return base64 is not null && Convert.TryFromBase64String(base64, octets, out int length) ? octets[..length] : null;
    }
}
