namespace ReverseDns.Server;

/// <summary>What a request's COOKIE option says of its client.</summary>
internal enum CookieState : byte
{
    /// <summary>There is none, or we give none.</summary>
    None,

    /// <summary>The client's own half alone, or with one that is not ours, is another client's or has become old.</summary>
    Unproved,

    /// <summary>Ours: the client is where it says.</summary>
    Proved,
}
