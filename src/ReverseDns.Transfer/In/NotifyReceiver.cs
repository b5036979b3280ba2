using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// Takes the NOTIFY of a client, which has been verified as far as it can be; false when it is none of the zone's primaries.
/// From any thread, and quickly.
/// </summary>
/// <param name="serial">That of the new version, where the NOTIFY has it.</param>
public delegate bool NotifyReceiver(DomainName zone, TransferClient client, Serial? serial);
