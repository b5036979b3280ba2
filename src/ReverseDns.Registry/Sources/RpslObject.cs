namespace ReverseDns.Registry;

/// <summary>An object of a routing registry. The first attribute is its class and key.</summary>
/// <param name="Fault">Why it could not be read as a whole; the attributes are then not to be used.</param>
internal sealed record RpslObject(IReadOnlyList<RpslAttribute> Attributes, string? Fault, int FaultLine)
{
    public string Class => Attributes[0].Name;

    public RpslAttribute Key => Attributes[0];

    public IEnumerable<RpslAttribute> All(string name) =>
        Attributes.Where(attribute => string.Equals(attribute.Name, name, StringComparison.Ordinal));
}
