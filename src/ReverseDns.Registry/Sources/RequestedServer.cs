namespace ReverseDns.Registry;

/// <summary>A name server of an object, and the line that names it first.</summary>
internal sealed record RequestedServer(NameServer Server, int Line);
