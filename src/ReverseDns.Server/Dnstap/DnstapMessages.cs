namespace ReverseDns.Server;

/// <summary>Which of the two messages of an exchange are written.</summary>
[Flags]
public enum DnstapMessages
{
    None = 0,
    Query = 1,
    Response = 2,
    Both = Query | Response,
}
