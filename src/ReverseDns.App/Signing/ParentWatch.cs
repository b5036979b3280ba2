using System.Net;
using ReverseDns.App.Parent;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Signing;

/// <summary>Asks the parent of one zone which DS it has, when that matters, and tells it of new CDS records.</summary>
internal sealed class ParentWatch(SignedZone zone, TimeProvider clock)
{
    /// <summary>How often the parent of a zone is asked whose keys do not roll, and of one whose keys do.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromHours(6);
    private static readonly TimeSpan Rolling = TimeSpan.FromMinutes(10);

    private long? _asked;

    /// <summary>What was said last is too old. From any thread.</summary>
    public bool IsDue =>
        zone.Policy.AsksParent && zone.Keys is { } run
        && (_asked is not { } last || clock.GetElapsedTime(last) >= (run.State.IsSettled ? Idle : Rolling));

    /// <summary>What the parent's servers say now; null: not known.</summary>
    public async Task<ParentKeys?> AskAsync(CancellationToken cancellation)
    {
        _asked = clock.GetTimestamp();
        using KeeperRun look = zone.Keeper.Look(zone.Policy.Keys);
        var parent = new ParentServers(zone.Policy.ParentServers, Resolver.OfSystem());
        return ParentServers.Summary(await parent.AskAsync(zone.Origin, look.State.Keys, cancellation));
    }

    /// <summary>Where the parent is not asked, it is taken to have done what it was told to.</summary>
    public ParentKeys Believe()
    {
        using KeeperRun look = zone.Keeper.Look(zone.Policy.Keys);
        return new ParentKeys([look.State.Ds.Wanted.Keys], IsComplete: true, zone.Policy.Keys.ParentTimeToLive);
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
