namespace ReverseDns.Transfer;

public enum TransferKind
{
    /// <summary>The zone as a whole (AXFR, or IXFR in that form).</summary>
    Whole,

    /// <summary>The changes (IXFR).</summary>
    Incremental,

    /// <summary>The SOA alone: the client has this version or a newer one.</summary>
    UpToDate,
}
