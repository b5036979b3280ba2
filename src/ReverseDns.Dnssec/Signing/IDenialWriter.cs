namespace ReverseDns.Dnssec.Signing;

/// <summary>Takes the owners of a zone in canonical order and writes the records that deny all else.</summary>
internal interface IDenialWriter
{
    /// <param name="types">What the zone has at the owner, without what the signer adds.</param>
    void Add(ReadOnlySpan<byte> owner, TypeSet types, NameStanding standing);

    void Finish();
}
