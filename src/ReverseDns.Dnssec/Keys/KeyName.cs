namespace ReverseDns.Dnssec;

/// <summary>What a zone's key is called: algorithm and key tag, which are unique in the zone. "013+26456".</summary>
public readonly record struct KeyName(SecurityAlgorithm Algorithm, ushort KeyTag) : IComparable<KeyName>
{
    public static bool TryParse(string text, out KeyName name)
    {
        string[] parts = text.Split('+');
        bool valid = parts.Length == 2
            & byte.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out byte algorithm)
            & ushort.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out ushort keyTag);
        name = valid ? new KeyName((SecurityAlgorithm)algorithm, keyTag) : default;
        return valid;
    }

    public int CompareTo(KeyName other) => (Algorithm, KeyTag).CompareTo((other.Algorithm, other.KeyTag));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(byte)Algorithm:D3}+{KeyTag:D5}");

    public static bool operator <(KeyName left, KeyName right) => left.CompareTo(right) < 0;

    public static bool operator >(KeyName left, KeyName right) => left.CompareTo(right) > 0;

    public static bool operator <=(KeyName left, KeyName right) => left.CompareTo(right) <= 0;

    public static bool operator >=(KeyName left, KeyName right) => left.CompareTo(right) >= 0;
}
