namespace ReverseDns.Dnssec;

/// <summary>What CDS and CDNSKEY ask the parent for.</summary>
public static class CdsWanted
{
    /// <summary>
    /// The keys of the DS to have; the empty set asks for the DS to go (RFC 8078, section 4); null: nothing is asked. They
    /// stay published when the parent has the DS, as RFC 7344, section 4.1, allows.
    /// </summary>
    public static KeySet? Of(ZoneKeyState state) =>
        state.DnsKeys.Wanted.Keys.IsEmpty || (state.Ds.Wanted.Keys.IsEmpty && state.Ds.All.All(ds => ds.Keys.IsEmpty))
            ? null
            : state.Ds.Wanted.Keys;
}
