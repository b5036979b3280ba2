using YamlDotNet.RepresentationModel;

namespace ReverseDns.Registry;

/// <summary>
/// Takes the keys of one YAML mapping; what nobody has taken is an unknown key. A bad value is reported and the
/// value that was there before stands in for it, so that one run finds everything.
/// </summary>
internal sealed class MappingReader(YamlMappingNode mapping, string file, ICollection<PlanDiagnostic> diagnostics)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public delegate bool Parser<T>(string text, out T value);

    public void Fail(YamlNode node, string message) =>
        diagnostics.Add(new PlanDiagnostic(file, (int)node.Start.Line, (int)node.Start.Column, message));

    public void Fail(string message) => Fail(mapping, message);

    /// <summary>Fails at the value of a key, or at the mapping where the key is missing.</summary>
    public void Fail(string key, string message) =>
        Fail(mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : mapping, message);

    public bool Has(string key) => mapping.Children.ContainsKey(new YamlScalarNode(key));

    public string? Text(string key)
    {
        switch (Take(key))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { Length: > 0 } text }:
                return text;
            case YamlNode other:
                Fail(other, $"'{key}' takes one value");
                return null;
        }
    }

    public T Value<T>(string key, Parser<T> parser, string expected, T otherwise)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (parser(text, out T value))
        {
            return value;
        }

        Fail(key, $"'{text}' is not {expected}");
        return otherwise;
    }

    /// <summary>One of some words.</summary>
    public T Choice<T>(string key, T otherwise, params (string Word, T Value)[] choices)
        where T : notnull
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        foreach ((string word, T value) in choices)
        {
            if (string.Equals(word, text, StringComparison.Ordinal))
            {
                return value;
            }
        }

        Fail(key, $"'{key}' is one of {string.Join(", ", choices.Select(choice => choice.Word))}, not '{text}'");
        return otherwise;
    }

    /// <summary>The items of a sequence; a lone item may stand without one.</summary>
    public IReadOnlyList<YamlNode> Items(string key) =>
        Take(key) switch
        {
            null => [],
            YamlSequenceNode sequence => [.. sequence.Children],
            YamlNode one => [one],
        };

    /// <summary>The texts of a sequence, each with the node it stands at.</summary>
    public IEnumerable<(YamlNode Node, string Text)> Texts(string key)
    {
        foreach (YamlNode node in Items(key))
        {
            if (node is YamlScalarNode { Value: { Length: > 0 } text })
            {
                yield return (node, text);
            }
            else
            {
                Fail(node, $"'{key}' takes plain values");
            }
        }
    }

    public MappingReader? Mapping(string key) => Take(key) is { } node ? Enter(node, $"'{key}' is a mapping") : null;

    public MappingReader? Enter(YamlNode node, string expected)
    {
        if (node is YamlMappingNode inner)
        {
            return new MappingReader(inner, file, diagnostics);
        }

        Fail(node, expected);
        return null;
    }

    /// <summary>To be called last: reports every key that was not asked for.</summary>
    public void Finish()
    {
        foreach (YamlNode key in mapping.Children.Keys)
        {
            if (key is not YamlScalarNode { Value: { } name } || !_known.Contains(name))
            {
                Fail(key, $"unknown key '{key}'; known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private YamlNode? Take(string key)
    {
        _known.Add(key);
        if (!mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node))
        {
            return null;
        }

        return node is YamlScalarNode { Value: null or "" } empty ? Missing(empty, key) : node;
    }

    private YamlNode? Missing(YamlScalarNode empty, string key)
    {
        Fail(empty, $"'{key}' has no value");
        return null;
    }
}
