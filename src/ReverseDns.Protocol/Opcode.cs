namespace ReverseDns.Protocol;

public enum Opcode
{
    Query = 0,
    InverseQuery = 1,
    Status = 2,
    Notify = 4,
    Update = 5,
    StatefulOperations = 6,
}
