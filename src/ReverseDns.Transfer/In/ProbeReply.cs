using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>What a primary says it has.</summary>
/// <param name="Expire">How long it will keep the zone itself (RFC 7314); null when it does not say.</param>
/// <param name="WhyNot">Why there is no serial, for people.</param>
internal sealed record ProbeReply(Primary Primary, Serial? Serial, TimeSpan? Expire, TransferFault Fault, string? WhyNot)
{
    public static ProbeReply Failed(Primary primary, TransferFault fault, string whyNot) => new(primary, null, null, fault, whyNot);
}
