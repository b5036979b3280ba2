using System.Collections.Immutable;

namespace ReverseDns.Dnssec;

/// <summary>Keys of one zone, without order; two sets with the same keys are equal.</summary>
public sealed class KeySet : IEquatable<KeySet>
{
    private const string EmptyText = "-";

    private readonly ImmutableSortedSet<KeyName> _names;

    private KeySet(ImmutableSortedSet<KeyName> names) => _names = names;

    public static KeySet Empty { get; } = new([]);

    public IReadOnlyCollection<KeyName> Names => _names;

    public bool IsEmpty => _names.IsEmpty;

    public static KeySet Of(IEnumerable<KeyName> names) => new([.. names]);

    public bool Contains(KeyName name) => _names.Contains(name);

    public bool Has(SecurityAlgorithm algorithm) => _names.Any(name => name.Algorithm == algorithm);

    public KeySet With(KeyName name) => new(_names.Add(name));

    public KeySet Without(KeyName name) => new(_names.Remove(name));

    public KeySet Union(KeySet other) => new(_names.Union(other._names));

    public KeySet Intersect(KeySet other) => new(_names.Intersect(other._names));

    public static bool TryParse(string text, out KeySet set)
    {
        List<KeyName> names = [];
        bool valid = true;
        foreach (string part in text.Equals(EmptyText, StringComparison.Ordinal) ? [] : text.Split(','))
        {
            valid &= KeyName.TryParse(part, out KeyName name);
            names.Add(name);
        }

        set = Of(names);
        return valid;
    }

    public bool Equals(KeySet? other) => other is not null && _names.SetEquals(other._names);

    public override bool Equals(object? obj) => Equals(obj as KeySet);

    public override int GetHashCode() => _names.Aggregate(0, (hash, name) => HashCode.Combine(hash, name));

    public override string ToString() => IsEmpty ? EmptyText : string.Join(',', _names);
}
