namespace ReverseDns.Zones.Compiled;

/// <summary>A name on its way into the index.</summary>
internal readonly record struct IndexedName(ulong Hash, uint Node);
