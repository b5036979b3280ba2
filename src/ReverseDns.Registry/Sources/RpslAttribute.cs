namespace ReverseDns.Registry;

/// <summary>One attribute, its name in lower case, its value without comments and with continuation lines joined.</summary>
internal sealed record RpslAttribute(string Name, string Value, int Line);
