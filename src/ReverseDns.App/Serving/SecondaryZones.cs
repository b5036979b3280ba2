using System.Buffers.Binary;
using System.Security.Cryptography;
using ReverseDns.App.Incoming;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// Puts what comes from primaries into service: checked, then in the journal, then answered from. What may not be served changes
/// nothing.
/// </summary>
internal sealed class SecondaryZones(ZoneCatalogue catalogue, ZoneJournals journals, IncomingGate gate, TimeProvider clock)
{
    private const int Attempts = 3;

    /// <summary>Records of both versions.</summary>
    private const int MostCompared = 100_000;

    /// <param name="failing">Told when a primary begins to fail.</param>
    public SecondaryDoor Door(Action<DomainName, PrimaryStatus> failing) =>
        new() { ServedSoa = ReadSoa, SignaturesEnd = ReadSignaturesEnd, Publish = PublishAsync, Expire = ExpireAsync, Failing = failing };

    /// <summary>Told of a zone that nothing is answered from any more.</summary>
    public Action<DomainName>? Expired { get; init; }

    /// <summary>A zone that there is nothing to answer from.</summary>
    public static LoadedZone Nothing(ZoneEntry entry, ExtendedError whyNot, DateTimeOffset now) =>
        new(entry, null, [Stamp(entry, default, now)], [], now) { WhyNot = whyNot };

    /// <summary>The RDATA of the SOA that is answered with.</summary>
    public byte[]? ReadServedSoa(DomainName origin) => ReadSoa(catalogue.Find(origin)?.Served);

    /// <summary>The RDATA of the SOA that a zone came with.</summary>
    private byte[]? ReadSoa(DomainName origin) => ReadSoa(catalogue.Find(origin)?.Zone);

    private DateTimeOffset? ReadSignaturesEnd(DomainName origin) =>
        Read(catalogue.Find(origin)?.Zone, zone => ApexSignatures.End(zone, clock.GetUtcNow()));

    private static byte[]? ReadSoa(CompiledZone? zone) => Read(zone, read => read.ReadSoa(out _));

    private static T? Read<T>(CompiledZone? zone, Func<CompiledZone, T?> read)
    {
        if (zone is null || !zone.TryBeginUse())
        {
            return default;
        }

        try
        {
            return read(zone);
        }
        finally
        {
            zone.EndUse();
        }
    }

    /// <summary>Answers SERVFAIL for a zone of somebody else's from now on.</summary>
    public async Task ExpireAsync(DomainName origin)
    {
        bool isExpired = await catalogue.ReplaceAsync(origin, zone =>
            zone.Zone is null || !zone.Entry.IsSecondary ? null : Nothing(zone.Entry, ExtendedError.InvalidData, clock.GetUtcNow()));
        if (isExpired)
        {
            Expired?.Invoke(origin);
        }
    }

    private async Task<PublishOutcome> PublishAsync(DomainName origin, IncomingZone incoming)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (catalogue.Find(origin) is not { Entry.IsSecondary: true } before)
            {
                return new PublishOutcome(IsServed: false, DoesNotFit: false, "the zone is not configured any more");
            }

            PublishOutcome? outcome = await PublishAsync(before, incoming);
            if (outcome is not null)
            {
                return outcome;
            }
        }

        return new PublishOutcome(IsServed: false, DoesNotFit: false, "the zone was changed by others meanwhile");
    }

    /// <summary>Null when another version has come into service meanwhile: that one is to be changed then.</summary>
    private async Task<PublishOutcome?> PublishAsync(LoadedZone before, IncomingZone incoming)
    {
        CompiledZone? served = before.Zone;
        if (served is not null && !served.TryBeginUse())
        {
            return null;
        }

        ZoneDiff? compared = null;
        try
        {
            compared = served is not null && incoming.Whole is { } whole && incoming.Serial.IsNewerThan(served.Serial)
                ? Compare(served, whole)
                : null;
            ZoneDiff? change = incoming.Change ?? compared;
            return change is null
                ? await PublishWholeAsync(before, incoming.Whole!, incoming.Serial, change: null)
                : await PublishChangeAsync(before, change, incoming);
        }
        finally
        {
            compared?.Dispose();
            served?.EndUse();
        }
    }

    /// <summary>
    /// Null when it is shorter to say what the zone is than what has changed: then it has its image within seconds. One that is
    /// small has an image together with many others, and much later: its change is written down, however long it is.
    /// </summary>
    private static ZoneDiff? Compare(CompiledZone served, ZoneContents whole)
    {
        var change = ZoneDiff.Between(served, whole);
        if (change is not null || served.RecordCount + whole.RecordCount > MostCompared)
        {
            return change;
        }

        using ZoneContents old = served.ToContents();
        return ZoneDiff.Between(old, whole);
    }

    private async Task<PublishOutcome?> PublishChangeAsync(LoadedZone before, ZoneDiff change, IncomingZone incoming)
    {
        ZoneContents? whole = incoming.Whole;
        if (before.Zone is not { } served)
        {
            return new PublishOutcome(IsServed: false, DoesNotFit: true, "there is no version that it is a change of");
        }

        DiffOutcome outcome = served.TryApply(change, out CompiledZone? next, out string? whyNot);
        switch (outcome)
        {
            case DiffOutcome.DoesNotFit:
                return new PublishOutcome(IsServed: false, DoesNotFit: true, whyNot);
            case DiffOutcome.CompileWhole when whole is not null:
                return await PublishWholeAsync(before, whole, incoming.Serial, change);
            case DiffOutcome.CompileWhole:
                using (ZoneContents old = served.ToContents())
                using (ZoneContents? made = change.TryApply(old))
                {
                    return made is null
                        ? new PublishOutcome(IsServed: false, DoesNotFit: true, "it is no change of the version that we have")
                        : await PublishWholeAsync(before, made, incoming.Serial, change);
                }

            default:
                var found = new List<ZoneDiagnostic>();
                LoadedZone after = After(before, next!, found) with { Change = change };
                if (!ZoneCheck.TryRun(next!, change, [before.Entry.File], found) && whole is not null)
                {
                    next!.Dispose();
                    return await PublishWholeAsync(before, whole, incoming.Serial, change);
                }

                if (Refuse(found) is null && gate.Judge(served, next!, change) is { } whyRefused)
                {
                    next!.Dispose();
                    return new PublishOutcome(IsServed: false, DoesNotFit: false, whyRefused);
                }

                return await PutInPlaceAsync(before, after, change);
        }
    }

    /// <param name="change">What has made it of the version before; null when nothing has.</param>
    private async Task<PublishOutcome?> PublishWholeAsync(LoadedZone before, ZoneContents whole, Serial serial, ZoneDiff? change)
    {
        var found = new List<ZoneDiagnostic>();
        ZoneCheck.Run(whole, [before.Entry.File], found);
        if (Refuse(found) is { } refusal)
        {
            return refusal;
        }

        return gate.Judge(before.Zone, whole, serial) is { } whyRefused
            ? new PublishOutcome(IsServed: false, DoesNotFit: false, whyRefused)
            : await PutInPlaceAsync(before, After(before, CompiledZone.Compile(whole), found), change);
    }

    /// <param name="change">Is in the journal before the version that it leads to is served; null: there is none.</param>
    private async Task<PublishOutcome?> PutInPlaceAsync(LoadedZone before, LoadedZone after, ZoneDiff? change)
    {
        PublishOutcome? refusal = Refuse(after.Diagnostics);
        bool isServed = refusal is null
            && await catalogue.ReplaceAsync(before.Entry.Origin, current =>
            {
                if (current.Zone != before.Zone)
                {
                    return null;
                }

                bool isKept = change is not null && journals.TryAppendToSecondary(current, change, after);
                return after with { UnkeptSince = isKept ? current.UnkeptSince : clock.GetUtcNow() };
            });
        if (!isServed)
        {
            after.Zone!.Dispose();
        }

        return isServed ? PublishOutcome.Served : refusal;
    }

    private static PublishOutcome? Refuse(IEnumerable<ZoneDiagnostic> found)
    {
        string[] errors =
            [.. found.Where(diagnostic => diagnostic.Severity == ZoneSeverity.Error).Select(diagnostic => diagnostic.Message)];
        return errors.Length > 0
            ? new PublishOutcome(IsServed: false, DoesNotFit: false, $"what came cannot be served: {errors[0]}")
            : null;
    }

    private LoadedZone After(LoadedZone before, CompiledZone zone, List<ZoneDiagnostic> found)
    {
        DateTimeOffset now = clock.GetUtcNow();
        return new LoadedZone(before.Entry, zone, [Stamp(before.Entry, zone.Serial, now)], found, now);
    }

    /// <summary>Stands for a file, and names the version: a version that comes again is another one.</summary>
    private static FileStamp Stamp(ZoneEntry entry, Serial serial, DateTimeOffset now)
    {
        byte[] name = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
        BinaryPrimitives.WriteUInt32BigEndian(name, serial.Value);
        return new FileStamp(entry.File, now.UtcDateTime, serial.Value, name, IsRecent: false);
    }
}
