namespace ReverseDns.Zones;

/// <summary>What a name is by the rules of a zone, whatever the zone itself has.</summary>
internal enum SynthesizedName
{
    /// <summary>No rule makes it, nor any name below it.</summary>
    None,

    /// <summary>No rule makes it, but names below it: it exists and has no records (RFC 8020).</summary>
    EmptyNonTerminal,

    /// <summary>A rule makes it.</summary>
    Record,
}
