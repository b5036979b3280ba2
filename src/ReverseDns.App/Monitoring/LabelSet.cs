using System.Text;

namespace ReverseDns.App.Monitoring;

/// <summary>The labels of one sample, as they are written between the braces.</summary>
internal readonly record struct LabelSet(ReadOnlyMemory<byte> Text)
{
    public static LabelSet None => default;

    public static LabelSet Of(string name, string value) =>
        new(Encoding.UTF8.GetBytes($"{name}=\"{Escape(value)}\""));

    public LabelSet With(string name, string value) =>
        Text.IsEmpty ? Of(name, value) : new((byte[])[.. Text.Span, (byte)',', .. Of(name, value).Text.Span]);

    private static string Escape(string value) =>
        value.AsSpan().IndexOfAny('\\', '"', '\n') < 0
            ? value
            : value.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
}
