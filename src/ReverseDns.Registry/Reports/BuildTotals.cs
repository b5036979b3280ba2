namespace ReverseDns.Registry;

/// <summary>Delegations asked for, and what became of them: Read = Accepted + Rejected + Merged + Foreign.</summary>
/// <param name="Read">Zone cuts asked for; an object that could not be read counts as one.</param>
/// <param name="Warnings">Lines about inputs that were published all the same.</param>
public sealed record BuildTotals(
    int Read, int Accepted, int Rejected, int Merged, int Foreign, int Dropped, int Warnings, int Errors);
