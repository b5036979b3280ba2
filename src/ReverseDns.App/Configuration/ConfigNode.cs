namespace ReverseDns.App.Configuration;

/// <summary>A value of the configuration file and where it stands; lines and columns count from 1.</summary>
internal abstract record ConfigNode(int Line, int Column)
{
    /// <summary>The kind of value in the words of an error message.</summary>
    public abstract string Kind { get; }
}

/// <summary>A word, number or quoted text; an empty plain scalar is YAML's null.</summary>
internal sealed record ConfigScalar(string Text, bool IsQuoted, int Line, int Column) : ConfigNode(Line, Column)
{
    public override string Kind => IsNull ? "nothing" : $"'{Text}'";

    public bool IsNull => !IsQuoted && Text is "" or "~" or "null";
}

internal sealed record ConfigList(IReadOnlyList<ConfigNode> Items, int Line, int Column) : ConfigNode(Line, Column)
{
    public override string Kind => "a list";
}

internal sealed record ConfigMap(IReadOnlyList<ConfigEntry> Entries, int Line, int Column) : ConfigNode(Line, Column)
{
    public override string Kind => "a map of keys";
}

internal sealed record ConfigEntry(ConfigScalar Key, ConfigNode Value);
