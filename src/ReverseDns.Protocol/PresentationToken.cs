namespace ReverseDns.Protocol;

/// <summary>One token of a master file: its octets as written (escapes untouched, quotes taken off) and its place.</summary>
public readonly ref struct PresentationToken(ReadOnlySpan<byte> text, bool quoted, int line, int column)
{
    public ReadOnlySpan<byte> Text { get; } = text;

    public bool IsQuoted { get; } = quoted;

    /// <summary>From 1.</summary>
    public int Line { get; } = line;

    /// <summary>From 1, in octets; the opening quote's for a quoted token.</summary>
    public int Column { get; } = column;

    public bool Is(ReadOnlySpan<byte> word) => !IsQuoted && Ascii.EqualsIgnoreCase(Text, word);
}
