namespace ReverseDns.Registry;

/// <summary>How a source is written.</summary>
public enum SourceFormat
{
    /// <summary>A registry's delegated or delegated-extended statistics: who holds what.</summary>
    Statistics,

    /// <summary>RPSL objects: who is delegated what.</summary>
    Rpsl,
}
