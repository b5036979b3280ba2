using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// One check of one secondary zone: asks the primaries what they have, gets what is newer from the best of them, and puts it
/// into service. What went wrong decides what is tried next.
/// </summary>
internal sealed class ZoneCheckUp(
    SecondaryZone zone, SecondaryDoor door, PrimaryClient client, TransferCounts received, TimeProvider clock)
{
    /// <summary>By primary: what was wrong with it last.</summary>
    private readonly TransferProblem?[] _problems = new TransferProblem?[zone.Primaries.Count];

    /// <summary>How long the primary that we took over from keeps the zone.</summary>
    public TimeSpan? PrimaryKeeps { get; private set; }

    /// <summary>True when what is served is what the primaries have.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // What has expired is gone: then any serial is right, an older one too.
        Serial? held = !zone.IsExpired && door.ServedSoa(zone.Origin) is { } soa ? ZoneTransfer.SerialOf(soa) : null;
        ProbeReply[] replies = await Task.WhenAll(zone.Primaries.Select((_, primary) => ProbeAsync(primary, cancellation)));
        zone.Compare(held, clock.GetUtcNow());
        bool isGood = await TakeNewestAsync(replies, held, cancellation);
        for (int primary = 0; primary < replies.Length; primary++)
        {
            if (zone.Conclude(primary, _problems[primary], clock.GetUtcNow()) is { } failing)
            {
                door.Failing?.Invoke(zone.Origin, failing);
            }
        }

        return isGood;
    }

    private async Task<bool> TakeNewestAsync(ProbeReply[] replies, Serial? held, CancellationToken cancellation)
    {
        int[] newer = [.. Enumerable.Range(0, replies.Length)
            .Where(primary => replies[primary].Serial is Serial offered && (held is null || offered.IsNewerThan(held.Value)))];
        if (newer.Length == 0)
        {
            // One that is behind us confirms nothing.
            ProbeReply? same = Array.Find(replies, reply => reply.Serial is not null && reply.Serial == held);
            PrimaryKeeps = same?.Expire;
            return same is not null;
        }

        foreach (int primary in Ordered(newer, replies))
        {
            if (await TakeAsync(primary, held, replies[primary].HasEdns, cancellation))
            {
                PrimaryKeeps = replies[primary].Expire;
                return true;
            }
        }

        return false;
    }

    /// <summary>Highest serial first; those with the same keep the order in which they are configured.</summary>
    private static List<int> Ordered(IEnumerable<int> primaries, ProbeReply[] replies)
    {
        var ordered = new List<int>();
        foreach (int primary in primaries)
        {
            int at = ordered.FindIndex(other => replies[primary].Serial!.Value.IsNewerThan(replies[other].Serial!.Value));
            ordered.Insert(at < 0 ? ordered.Count : at, primary);
        }

        return ordered;
    }

    private async Task<ProbeReply> ProbeAsync(int primary, CancellationToken cancellation)
    {
        ProbeReply reply = await client.ProbeAsync(zone.Origin, zone.Primaries[primary], cancellation);
        _problems[primary] = reply.Problem;
        zone.Offer(primary, reply.Serial, clock.GetUtcNow());
        return reply;
    }

    private async Task<bool> TakeAsync(int place, Serial? held, bool withEdns, CancellationToken cancellation)
    {
        Primary primary = zone.Primaries[place];
        TransferCounts counts = received.Of(zone.Origin);
        long start = clock.GetTimestamp();
        FetchReply reply = await client.FetchAsync(zone.Origin, primary, held, withEdns, cancellation);
        bool tryWhole = held is not null && reply.Problem?.Fault is TransferFault.Malformed or TransferFault.ResponseCode;
        _problems[place] = reply.Problem;
        counts.AddCost(reply.Octets, clock.GetElapsedTime(start));
        if (reply.Problem is { } problem)
        {
            counts.AddFailed(problem.Fault);
        }

        if (reply.Zone is { } incoming)
        {
            using (incoming)
            {
                if (incoming.IsUpToDate)
                {
                    counts.AddDone(TransferKind.UpToDate);

                    // It said in between that it has something newer; it is asked again at the next check.
                    return false;
                }

                PublishOutcome outcome = await door.Publish(zone.Origin, incoming);
                if (outcome.IsServed)
                {
                    counts.AddDone(incoming.Change is null ? TransferKind.Whole : TransferKind.Incremental);
                    zone.LastTransfer = Describe(primary, incoming, reply);
                    return true;
                }

                counts.AddFailed(TransferFault.NotServed);
                tryWhole = held is not null && outcome.DoesNotFit;
                _problems[place] = new TransferProblem(TransferFault.NotServed, outcome.WhyNot ?? "what came is not served");
            }
        }

        return tryWhole && await TakeAsync(place, held: null, withEdns, cancellation);
    }

    private static string Describe(Primary primary, IncomingZone incoming, FetchReply reply) =>
        $"{(incoming.Change is null ? "AXFR" : "IXFR")} of serial {incoming.Serial} from {primary}, " +
        $"{reply.Messages} messages, {reply.Octets} octets";
}
