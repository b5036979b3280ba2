namespace ReverseDns.Server;

internal enum AcceptError
{
    None,

    /// <summary>Nobody waits.</summary>
    Nothing,

    /// <summary>Process or system have no file descriptor left: the client waits on.</summary>
    NoDescriptor,

    /// <summary>This client is gone; the next may be there.</summary>
    Lost,
}
