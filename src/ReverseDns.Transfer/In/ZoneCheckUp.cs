using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>
/// One check of one secondary zone: asks the primaries what they have, gets what is newer from the best of them, and puts it
/// into service. What went wrong decides what is tried next.
/// </summary>
internal sealed class ZoneCheckUp(SecondaryZone zone, SecondaryDoor door, PrimaryClient client, TimeProvider clock)
{
    /// <summary>How long the primary that we took over from keeps the zone.</summary>
    public TimeSpan? PrimaryKeeps { get; private set; }

    /// <summary>True when what is served is what the primaries have.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        // What has expired is gone: then any serial is right, an older one too.
        Serial? held = !zone.IsExpired && door.ServedSoa(zone.Origin) is { } soa ? ZoneTransfer.SerialOf(soa) : null;
        ProbeReply[] replies = await Task.WhenAll(zone.Primaries.Select(primary => ProbeAsync(primary, cancellation)));
        ProbeReply[] answers = [.. replies.Where(reply => reply.Serial is not null)];
        ProbeReply[] newer = [.. answers.Where(reply => held is null || reply.Serial!.Value.IsNewerThan(held.Value))];
        if (newer.Length == 0)
        {
            // One that is behind us confirms nothing.
            ProbeReply? same = Array.Find(answers, reply => reply.Serial == held);
            PrimaryKeeps = same?.Expire;
            return same is not null;
        }

        foreach (ProbeReply reply in Ordered(newer))
        {
            if (await TakeAsync(reply.Primary, held, cancellation))
            {
                PrimaryKeeps = reply.Expire;
                return true;
            }
        }

        return false;
    }

    /// <summary>Highest serial first; those with the same keep the order in which they are configured.</summary>
    private static List<ProbeReply> Ordered(IReadOnlyList<ProbeReply> replies)
    {
        var ordered = new List<ProbeReply>();
        foreach (ProbeReply reply in replies)
        {
            int at = ordered.FindIndex(other => reply.Serial!.Value.IsNewerThan(other.Serial!.Value));
            ordered.Insert(at < 0 ? ordered.Count : at, reply);
        }

        return ordered;
    }

    private async Task<ProbeReply> ProbeAsync(Primary primary, CancellationToken cancellation)
    {
        ProbeReply reply = await client.ProbeAsync(zone.Origin, primary, cancellation);
        Hear(primary, reply.Serial, reply.WhyNot);
        return reply;
    }

    private async Task<bool> TakeAsync(Primary primary, Serial? held, CancellationToken cancellation)
    {
        FetchReply reply = await client.FetchAsync(zone.Origin, primary, held, cancellation);
        bool tryWhole = held is not null && reply.Fault is TransferFault.Malformed or TransferFault.ResponseCode;
        if (reply.Zone is { } incoming)
        {
            using (incoming)
            {
                if (incoming.IsUpToDate)
                {
                    // It said in between that it has something newer; it is asked again at the next check.
                    return false;
                }

                PublishOutcome outcome = await door.Publish(zone.Origin, incoming);
                if (outcome.IsServed)
                {
                    zone.LastTransfer = Describe(primary, incoming, reply);
                    return true;
                }

                tryWhole = held is not null && outcome.DoesNotFit;
                reply = reply with { WhyNot = outcome.WhyNot };
            }
        }

        Hear(primary, offered: null, reply.WhyNot);
        return tryWhole && await TakeAsync(primary, held: null, cancellation);
    }

    private void Hear(Primary primary, Serial? offered, string? error)
    {
        if (zone.Heard(primary, clock.GetUtcNow(), offered, error) is { } failing)
        {
            door.Failing?.Invoke(zone.Origin, failing);
        }
    }

    private static string Describe(Primary primary, IncomingZone incoming, FetchReply reply) =>
        $"{(incoming.Change is null ? "AXFR" : "IXFR")} of serial {incoming.Serial} from {primary}, " +
        $"{reply.Messages} messages, {reply.Octets} octets";
}
