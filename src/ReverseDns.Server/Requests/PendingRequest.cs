using ReverseDns.Zones;

namespace ReverseDns.Server;

/// <summary>A request that has been read and whose answer is still to be written. Must not move, as its question.</summary>
internal ref struct PendingRequest
{
    /// <summary>Answered from the zones; false for everything else, hostile octets included.</summary>
    public bool IsLookUp;
    public Request Parsed;
    public PreparedQuestion Question;
}
