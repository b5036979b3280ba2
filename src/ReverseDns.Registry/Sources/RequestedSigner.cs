namespace ReverseDns.Registry;

/// <summary>A DS of an object, and its line.</summary>
internal sealed record RequestedSigner(DelegationSigner Signer, int Line);
