namespace ReverseDns.App.Health;

/// <summary>What became of a question to ourselves.</summary>
internal enum ProbeOutcome
{
    /// <summary>The answer is as the zones say.</summary>
    Right,

    Wrong,

    /// <summary>Right or not, it is not from us.</summary>
    OtherIdentity,

    /// <summary>No answer in time, or a connection that was not to be had.</summary>
    Lost,

    /// <summary>The address is on no interface: nothing could be sent from it.</summary>
    NoAddress,
}
