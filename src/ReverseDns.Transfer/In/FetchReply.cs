namespace ReverseDns.Transfer;

/// <summary>What has become of a transfer: a zone, or why there is none.</summary>
internal sealed record FetchReply(IncomingZone? Zone, TransferProblem? Problem, int Messages, long Octets);
