using System.Security.Cryptography;

namespace ReverseDns.Registry;

/// <summary>
/// Compares a zone with the file that is published now, finds its serial, and has the guard look at what disappears.
/// The file is the truth of what was published; the state remembers the serial should the file be lost.
/// </summary>
internal sealed class ZonePublisher(
    ZonePlan plan, string folder, TimeProvider time, BuildState last, ChangeGuard guard, ReportLog log)
{
    public (ZoneChange Change, byte[] Content) Publish(ZoneDraft draft)
    {
        PlannedZone zone = draft.Zone;
        var text = new ZoneText(draft);
        byte[] published = ReadPublished(zone);
        var before = PublishedRecords.Read(published);
        Serial? lastSerial = LastSerial(zone, before.Serial);
        byte[] content = text.ToBytes(lastSerial ?? FirstSerial());
        bool isChanged = lastSerial is null || !content.AsSpan().SequenceEqual(published);
        Serial serial = lastSerial ?? FirstSerial();
        if (isChanged && lastSerial is { } used)
        {
            serial = FirstSerial() is var fresh && fresh.IsNewerThan(used) ? fresh : used.Next();
            content = text.ToBytes(serial);
        }

        PublishedRecords after = isChanged ? PublishedRecords.Read(content) : before;
        guard.CheckZone(zone.Origin, before, after);
        return (Change(draft, serial, isChanged, before, after), content);
    }

    /// <summary>Null, with an error, when the file cannot be read.</summary>
    public (ZoneChange Change, byte[] Content)? PublishHandWritten(PlannedZone zone)
    {
        try
        {
            byte[] content = File.ReadAllBytes(zone.HandWrittenPath!);
            if (content.Length == 0)
            {
                log.Add(ReportKind.Error, zone.HandWritten!, 0, zone.Origin.ToString(), "the file is empty");
                return null;
            }

            if (ZoneReading.Check(zone.HandWrittenPath!, zone.HandWritten!, zone.Origin, log) is not { } serial)
            {
                return null;
            }

            bool isChanged = !content.AsSpan().SequenceEqual(ReadPublished(zone));
            if (isChanged && LastSerial(zone, inFile: null) is { } used && !serial.IsNewerThan(used))
            {
                log.Add(ReportKind.Warning, zone.HandWritten!, 0, zone.Origin.ToString(),
                    $"has changed, but its serial {serial} is not newer than {used}: secondaries will not notice");
            }

            return (new ZoneChange(
                zone.Origin, Path.GetFullPath(zone.FileName, Path.GetFullPath(folder)), serial, IsHandWritten: true,
                isChanged, 0, 0, 0, 0, 0, 0), content);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            log.Add(ReportKind.Error, zone.HandWritten!, 0, zone.Origin.ToString(), $"cannot be read: {fault.Message}");
            return null;
        }
    }

    private ZoneChange Change(
        ZoneDraft draft, Serial serial, bool isChanged, PublishedRecords before, PublishedRecords after) =>
        new(
            draft.Zone.Origin,
            Path.GetFullPath(draft.Zone.FileName, Path.GetFullPath(folder)),
            serial,
            IsHandWritten: false,
            isChanged,
            after.Delegations,
            after.NameServers,
            after.Signers,
            draft.Aliases.Count,
            after.Lost(before),
            before.Lost(after));

    private byte[] ReadPublished(PlannedZone zone)
    {
        string path = Path.Combine(folder, zone.FileName);
        if (!File.Exists(path))
        {
            return [];
        }

        byte[] content = File.ReadAllBytes(path);
        if (last.Zones.TryGetValue(zone.Origin.ToString(), out BuildState.PublishedZone? published)
            && !string.Equals(
                published.Sha256, Convert.ToHexStringLower(SHA256.HashData(content)), StringComparison.Ordinal))
        {
            log.Add(ReportKind.Warning, zone.FileName, 0, zone.Origin.ToString(), "was changed since the last build");
        }

        return content;
    }

    private Serial? LastSerial(PlannedZone zone, Serial? inFile)
    {
        Serial? inState = last.Zones.TryGetValue(zone.Origin.ToString(), out BuildState.PublishedZone? published)
            ? new Serial(published.Serial)
            : null;
        bool isStateNewer = inFile is { } file && inState is { } state && state.IsNewerThan(file);
        return isStateNewer ? inState : inFile ?? inState;
    }

    private Serial FirstSerial()
    {
        DateTime today = time.GetUtcNow().UtcDateTime;
        return plan.Serial == SerialRule.Increment
            ? new Serial(1)
            : new Serial((uint)((today.Year * 1_000_000) + (today.Month * 10_000) + (today.Day * 100)));
    }
}
