using System.Net;
using ReverseDns.App.Parent;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Signing;

/// <summary>Asks the parent of one zone which DS it has, when that matters, and tells it of new CDS records.</summary>
internal sealed class ParentWatch(SignedZone zone, TimeProvider clock)
{
    /// <summary>How often a zone is asked for whose keys do not roll.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromHours(6);

    private long? _asked;
    private ParentKeys? _found;

    /// <summary>What the parent's servers say, or said within the last hours; null: not known.</summary>
    /// <param name="isUrgent">What was said some hours ago does not do.</param>
    public async Task<ParentKeys?> AskAsync(bool isUrgent, CancellationToken cancellation)
    {
        using KeeperRun look = zone.Keeper.Look(zone.Policy.Keys);
        ZoneKeyState state = look.State;
        if (!zone.Policy.AsksParent)
        {
            return new ParentKeys([state.Ds.Wanted.Keys], IsComplete: true, zone.Policy.Keys.ParentTimeToLive);
        }

        if (!isUrgent && state.IsSettled && _asked is { } last && clock.GetElapsedTime(last) < Idle)
        {
            return _found;
        }

        _asked = clock.GetTimestamp();
        var parent = new ParentServers(zone.Policy.ParentServers, Resolver.OfSystem());
        _found = ParentServers.Summary(await parent.AskAsync(zone.Origin, state.Keys, cancellation));
        return _found;
    }

    /// <summary>Parents that scan find the records by themselves, later.</summary>
    public async Task TellAsync(CancellationToken cancellation)
    {
        zone.HasNewCds = false;
        IReadOnlyList<IPEndPoint> resolvers = Resolver.OfSystem();
        if (!zone.Policy.AsksParent || await Resolver.ParentAsync(resolvers, zone.Origin, cancellation) is not { } parent)
        {
            return;
        }

        foreach ((IPEndPoint place, bool hasAnswered) in await new CdsNotifier(resolvers).NotifyAsync(zone.Origin, parent.Zone, cancellation))
        {
            zone.Log.ParentTold(place.ToString(), hasAnswered);
        }
    }
}
