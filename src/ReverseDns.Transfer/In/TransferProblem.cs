namespace ReverseDns.Transfer;

/// <summary>Why a primary has given us nothing, or nothing that is served.</summary>
/// <param name="Text">For people: with the RCODE, the key and the extended error, in the primary's own words where it has said some.</param>
/// <param name="ExtendedError">The code of the extended error (RFC 8914); null where the primary has not sent one.</param>
public sealed record TransferProblem(TransferFault Fault, string Text, int? ExtendedError = null);
