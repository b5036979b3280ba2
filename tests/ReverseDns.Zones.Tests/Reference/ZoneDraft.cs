using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>A zone before it is signed, so that a record can be taken out and the zone signed again.</summary>
public sealed record ZoneDraft(DomainName Origin, IReadOnlyList<ResourceRecord> Records, Signing Signing)
{
    public ReferenceZone ToZone() => new(Origin, ToySigner.Sign(Origin, Records, Signing));

    public override string ToString() =>
        $"; zone {Origin}, signing {Signing}\n" + RecordText.Lines(ToZone().Records);
}
