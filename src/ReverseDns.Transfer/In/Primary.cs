using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>A server that a zone comes from.</summary>
/// <param name="Key">Signs what we ask, and must have signed what it answers.</param>
/// <param name="Source">The address of ours that it knows us by; null: what the routes say.</param>
public sealed record Primary(IPEndPoint Address, TsigKey? Key = null, IPAddress? Source = null)
{
    public override string ToString() => Key is null ? Address.ToString() : $"{Address} with {Key.Name}";
}
