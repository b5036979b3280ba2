namespace ReverseDns.Zones;

/// <summary>Sees one RRSIG record: its owner and its RDATA, both good until it returns.</summary>
public delegate void SignatureVisitor(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> rdata);
