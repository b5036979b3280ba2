using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>Pieces of a file as a message shows them: short, printable, one line.</summary>
internal static class Shown
{
    private const int Longest = 60;
    private const int LongestLine = 600;

    public static string Token(scoped PresentationToken token) => Text(token.Text);

    public static string Text(ReadOnlySpan<byte> text)
    {
        var shown = new StringBuilder(Longest);
        foreach (byte value in text[..Math.Min(text.Length, Longest)])
        {
            shown.Append(value is >= 0x20 and < 0x7F ? (char)value : '?');
        }

        return text.Length > Longest ? shown.Append("...").ToString() : shown.ToString();
    }

    /// <summary>A message as one line of bounded length that a terminal shows and does not obey.</summary>
    public static string Line(string message)
    {
        string start = message.Length > LongestLine ? string.Concat(message.AsSpan(0, LongestLine), "...") : message;
        return start.Any(char.IsControl)
            ? string.Concat(start.Select(character => char.IsControl(character) ? '?' : character))
            : start;
    }

    public static string Syntax(NameSyntax syntax) => syntax switch
    {
        NameSyntax.EmptyLabel => "empty label",
        NameSyntax.LabelTooLong => "label too long (at most 63 octets)",
        NameSyntax.NameTooLong => "name too long (at most 255 octets)",
        NameSyntax.BadEscape => "bad escape",
        NameSyntax.Relative => "relative name without an origin",
        _ => "fine",
    };
}
