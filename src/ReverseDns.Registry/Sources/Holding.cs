namespace ReverseDns.Registry;

/// <summary>Addresses that statistics give to one holder, or call free.</summary>
/// <param name="Holder">The opaque identifier; empty where the file has none.</param>
/// <param name="IsHeld">False for what is available or reserved.</param>
/// <param name="Line">The first record's line.</param>
internal readonly record struct Holding(AddressRange Range, string Holder, bool IsHeld, int Line);
