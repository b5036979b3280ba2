namespace ReverseDns.Server;

/// <summary>Whether a tap takes what is chosen for it, or why not. Workers look at it before they copy anything.</summary>
public enum TapGate
{
    Open,

    /// <summary>There is nobody to give it to.</summary>
    NoReader,

    /// <summary>Enough has been recorded in this second.</summary>
    Rate,
}
