using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>What a primary says it has.</summary>
/// <param name="Expire">How long it will keep the zone itself (RFC 7314); null when it does not say.</param>
/// <param name="HasEdns">It understands EDNS.</param>
/// <param name="Problem">Why there is no serial.</param>
internal sealed record ProbeReply(Serial? Serial, TimeSpan? Expire, bool HasEdns, TransferProblem? Problem)
{
    public static ProbeReply Failed(TransferFault fault, string whyNot) =>
        new(null, null, HasEdns: false, new TransferProblem(fault, whyNot));
}
