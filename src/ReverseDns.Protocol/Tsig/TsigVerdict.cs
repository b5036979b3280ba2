namespace ReverseDns.Protocol;

/// <summary>What a signed message is found to be.</summary>
public enum TsigVerdict
{
    Good,

    /// <summary>The key is not known, or not with this algorithm.</summary>
    BadKey,

    /// <summary>The MAC is another one.</summary>
    BadSig,

    /// <summary>The MAC is right, and the time is not.</summary>
    BadTime,

    /// <summary>The MAC is right, and cut shorter than the key allows.</summary>
    BadTrunc,

    /// <summary>The MAC has a length that no implementation may send: answered with FORMERR.</summary>
    Malformed,
}
