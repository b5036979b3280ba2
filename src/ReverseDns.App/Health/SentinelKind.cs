namespace ReverseDns.App.Health;

/// <summary>What a question to ourselves must be answered with.</summary>
internal enum SentinelKind
{
    /// <summary>The SOA of a zone.</summary>
    Answer,

    /// <summary>NS records at a zone cut, and with signatures a DS or the proof that there is none.</summary>
    Referral,

    /// <summary>A name, or a type, that is not there: the SOA, and with signatures the proof.</summary>
    Denial,

    /// <summary>Who we are, by class CH.</summary>
    Identity,
}
