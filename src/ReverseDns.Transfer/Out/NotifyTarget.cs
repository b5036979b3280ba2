using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>A secondary that is told of new versions.</summary>
public sealed record NotifyTarget(IPEndPoint Address, TsigKey? Key = null);
