using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ReverseDns.App.Configuration;

/// <summary>
/// Reads the YAML of a configuration file into nodes that know their place. One document, no anchors, no tags:
/// what an operator reads is what is meant.
/// </summary>
internal sealed class ConfigText
{
    private const int MaxDepth = 16;

    private readonly Parser _parser;
    private readonly ConfigErrors _errors;

    private ConfigText(TextReader text, ConfigErrors errors) => (_parser, _errors) = (new Parser(text), errors);

    /// <summary>An empty text is an empty map: everything as by default. Null when the text is not YAML.</summary>
    public static ConfigMap? Read(TextReader text, ConfigErrors errors)
    {
        var reader = new ConfigText(text, errors);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException e)
        {
            errors.Add((int)e.Start.Line, (int)e.Start.Column, $"not YAML: {Innermost(e).Message}");
            return null;
        }
        catch (InvalidOperationException)
        {
            // How YamlDotNet's scanner meets some brackets that are never closed.
            Mark last = reader._parser.Current?.End ?? Mark.Empty;
            errors.Add((int)last.Line, (int)last.Column, "not YAML: a bracket or quote behind this is never closed");
            return null;
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is null ? e : Innermost(e.InnerException);

    private ConfigMap? ReadDocument()
    {
        var empty = new ConfigMap([], 1, 1);
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            return empty;
        }

        ConfigNode root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        _parser.Accept<StreamEnd>(out _);
        if (_parser.Current is DocumentStart second)
        {
            _errors.Add((int)second.Start.Line, (int)second.Start.Column, "a second document: one file holds one");
        }

        switch (root)
        {
            case ConfigMap map:
                return map;
            case ConfigScalar { IsNull: true }:
                return empty;
            default:
                _errors.Add(root, $"expected keys such as 'listen:', found {root.Kind}");
                return null;
        }
    }

    private ConfigNode ReadNode(int depth)
    {
        ParsingEvent next = _parser.Consume<ParsingEvent>();
        (int line, int column) = ((int)next.Start.Line, (int)next.Start.Column);
        if (next is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias)
        {
            _errors.Add(line, column, "anchors and aliases are not taken: write the value out");
        }

        if (depth > MaxDepth)
        {
            throw new SemanticErrorException(next.Start, next.End, "nested too deeply");
        }

        switch (next)
        {
            case Scalar scalar:
                return new ConfigScalar(scalar.Value, scalar.Style != ScalarStyle.Plain, line, column);
            case SequenceStart:
                var items = new List<ConfigNode>();
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(ReadNode(depth + 1));
                }

                return new ConfigList(items, line, column);
            case MappingStart:
                return new ConfigMap(ReadEntries(depth), line, column);
            default:
                return new ConfigScalar("", IsQuoted: false, line, column);
        }
    }

    private List<ConfigEntry> ReadEntries(int depth)
    {
        var entries = new List<ConfigEntry>();
        var seen = new Dictionary<string, ConfigScalar>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            ConfigNode key = ReadNode(depth + 1);
            ConfigNode value = ReadNode(depth + 1);
            if (key is not ConfigScalar name)
            {
                _errors.Add(key, $"expected a key, found {key.Kind}");
            }
            else if (!seen.TryAdd(name.Text, name))
            {
                _errors.Add(name, $"'{name.Text}' is set twice: first in line {seen[name.Text].Line}");
            }
            else
            {
                entries.Add(new ConfigEntry(name, value));
            }
        }

        return entries;
    }
}
