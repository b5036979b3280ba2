namespace ReverseDns.Transfer;

internal enum TransferState
{
    /// <summary>Nothing has come yet.</summary>
    First,

    /// <summary>The SOA of the version to come is here; the next record says which kind of transfer it is.</summary>
    Second,

    /// <summary>Records of the whole zone.</summary>
    Whole,

    /// <summary>Records that a change removes.</summary>
    Removing,

    /// <summary>Records that a change adds.</summary>
    Adding,
    Done,
    Failed,
}
