using System.Buffers.Binary;
using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.App.Parent;

/// <summary>
/// Tells a parent that CDS have changed, where it has said by DSYNC that it wants to know (RFC 9859). Parents that scan
/// find the CDS by themselves, later.
/// </summary>
internal sealed class CdsNotifier(IReadOnlyList<IPEndPoint> resolvers)
{
    private const byte NotifyScheme = 1;
    private const int TargetOffset = 5;

    private static readonly DomainName Marker = DomainName.Parse("_dsync.");

    /// <param name="parent">The zone above: labels between it and the child's first stay below the marker.</param>
    /// <returns>The places that were told, each with whether it has answered; none when the parent names none.</returns>
    public async Task<IReadOnlyList<(IPEndPoint Place, bool HasAnswered)>> NotifyAsync(
        DomainName zone, DomainName parent, CancellationToken cancellation)
    {
        List<(IPEndPoint, bool)> told = [];
        foreach (IPEndPoint place in await FindAsync(zone, parent, cancellation))
        {
            told.Add((place, await DnsQuestion.NotifyAsync(place, zone, RecordType.CDS, cancellation)));
        }

        return told;
    }

    /// <summary>The child's own entry, or the one for all children (RFC 9859, section 4.1).</summary>
    private async Task<IReadOnlyList<IPEndPoint>> FindAsync(DomainName zone, DomainName parent, CancellationToken cancellation)
    {
        if (!Marker.TryAppend(parent, out DomainName forAll))
        {
            return [];
        }

        DomainName[] names = Below(zone, parent) is DomainName labels && labels.TryAppend(forAll, out DomainName forChild)
            ? [forChild, forAll]
            : [forAll];
        foreach (DomainName name in names)
        {
            IReadOnlyList<ResourceRecord> records = await Resolver.ResolveAsync(resolvers, name, RecordType.DSYNC, cancellation);
            ResourceRecord[] wanted = [.. records.Where(record => IsForCds(record.Rdata.Span))];
            if (wanted.Length > 0)
            {
                IReadOnlyList<IPEndPoint>[] places = await Task.WhenAll(wanted.Select(record => Resolver.AddressesAsync(
                    resolvers, DomainName.FromWire(record.Rdata.Span[TargetOffset..]), Port(record), cancellation)));
                return [.. places.SelectMany(endpoints => endpoints).Distinct()];
            }
        }

        return [];
    }

    private static bool IsForCds(ReadOnlySpan<byte> dsync) =>
        dsync.Length > TargetOffset && (RecordType)BinaryPrimitives.ReadUInt16BigEndian(dsync) == RecordType.CDS
        && dsync[2] == NotifyScheme;

    private static int Port(ResourceRecord dsync) => BinaryPrimitives.ReadUInt16BigEndian(dsync.Rdata.Span[3..]);

    /// <summary>The labels of the zone that are not the parent's.</summary>
    private static DomainName? Below(DomainName zone, DomainName parent) =>
        zone.IsAtOrBelow(parent) && zone != parent
            ? DomainName.FromWire([.. zone.Wire[..^parent.Wire.Length], 0])
            : null;
}
