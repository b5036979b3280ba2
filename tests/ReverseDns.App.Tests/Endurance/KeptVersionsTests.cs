using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.Serving;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests.Endurance;

/// <summary>What is on the disk of secondary zones when the instance is killed.</summary>
public sealed class KeptVersionsTests : IDisposable
{
    private const long SmallJournal = 20_000;

    private static readonly ZoneEntry Entry = new(DomainName.Parse("2.0.192.in-addr.arpa"), "(transferred)") { IsSecondary = true };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_journal_without_room_loses_what_the_image_has_and_still_leads_to_the_last_version()
    {
        LoadedZone last = Zone(Entry, serial: 1);
        for (uint run = 0; run < 4; run++)
        {
            // At the end of each the image has all that came.
            await using ZoneImages images = Images();
            using ZoneJournals journals = Journals(images);
            LoadedZone first = images.TryOpen(Entry) is { } stored ? journals.Replay(stored) : last;
            Assert.Equal((run * 100) + 1, first.Zone!.Serial.Value);
            images.EndOpening();
            last = Change(journals, first, times: 100);
            Assert.InRange(Directory.GetFiles(_folder.File("journals")).Sum(file => new FileInfo(file).Length), 1, SmallJournal);
            images.Store([last]);
        }

        await using ZoneImages again = Images();
        using ZoneJournals found = Journals(again);
        LoadedZone begun = found.Replay(again.TryOpen(Entry)!);
        again.EndOpening();
        LoadedZone changed = Change(found, begun, times: 30);
        Assert.Null(changed.UnkeptSince);
        found.Dispose();

        // Killed: the image is that of the run before.
        using ZoneJournals left = Journals(again);
        LoadedZone replayed = left.Replay(begun with { Zone = Zone(Entry, serial: 401).Zone });
        Assert.Equal(431u, replayed.Zone!.Serial.Value);
    }

    [Fact]
    public async Task One_zone_that_has_come_has_an_image_seconds_later_though_it_is_one_of_many()
    {
        LoadedZone[] zones = [.. Enumerable.Range(0, 40).Select(number => Zone(Of(number), serial: 1))];
        await using (ZoneImages first = Images())
        {
            first.Store(zones);
        }

        await using ZoneImages images = Images();
        images.EndOpening();
        LoadedZone came = Zone(Entry, serial: 1) with { UnkeptSince = TimeProvider.System.GetUtcNow() };
        images.Store([.. zones, came]);
        await Eventually.HoldsAsync(() => images.StoredVersion(Entry) is not null);
        Assert.Equal(came.Version, images.StoredVersion(Entry));
    }

    private static ZoneEntry Of(int number) => Entry with
    {
        Origin = DomainName.Parse(string.Create(CultureInfo.InvariantCulture, $"{number}.10.in-addr.arpa")),
    };

    private ZoneImages Images() => ZoneImages.Open(_folder.Path, TimeProvider.System, NullLogger.Instance);

    private ZoneJournals Journals(ZoneImages images) =>
        ZoneJournals.Open(_folder.Path, NullLogger.Instance, images.StoredVersion, SmallJournal);

    /// <summary>The version that so many changes lead to, each of them on the disk as far as it can be.</summary>
    private static LoadedZone Change(ZoneJournals journals, LoadedZone first, int times)
    {
        LoadedZone last = first;
        for (int i = 0; i < times; i++)
        {
            LoadedZone next = Zone(Entry, last.Zone!.Serial.Value + 1);
            using ZoneContents before = last.Zone.ToContents();
            using ZoneContents after = next.Zone!.ToContents();
            using var change = ZoneDiff.Between(before, after);
            bool isKept = journals.TryAppendToSecondary(last, change, next);
            last = next with { UnkeptSince = isKept ? last.UnkeptSince : TimeProvider.System.GetUtcNow() };
        }

        return last;
    }

    private static LoadedZone Zone(ZoneEntry entry, uint serial)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("zone", $"""
            $ORIGIN {entry.Origin}
            @ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300
            @ 3600 NS ns.example.
            1 3600 PTR v{serial}.example.net.

            """);
        var found = new List<ZoneDiagnostic>();
        using ZoneContents contents = ZoneFile.Read(file, entry.Origin, ZoneFileOptions.Default, found, out _)!;
        byte[] name = new byte[32];
        BitConverter.TryWriteBytes(name, serial);
        var stamp = new FileStamp(entry.File, DateTime.UnixEpoch, serial, name, IsRecent: false);
        return new LoadedZone(entry, CompiledZone.Compile(contents), [stamp], [], DateTimeOffset.UnixEpoch);
    }
}
