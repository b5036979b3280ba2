using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>The versions of a zone that is signed here: one line of serials, which goes out as differences, whatever happens.</summary>
public sealed class SignedLineTests : IDisposable
{
    private const string Host = "host." + SigningFolder.Origin;

    private readonly SigningFolder _folder = new() { Rest = AllowTransfers };

    private const string AllowTransfers = $$"""
        allow-transfer: [{ from: 127.0.0.1 }]
        zones: [{ origin: {{SigningFolder.Origin}}, file: zone }]
        """;

    public void Dispose() => _folder.Dispose();

    [DigFact]
    public async Task An_edit_goes_out_as_a_difference_of_the_signed_versions()
    {
        using RunningServer server = await _folder.ServeAsync();
        string[] first = await _folder.DigAsync("AXFR", SigningFolder.Origin);
        _folder.Edit(3);
        await _folder.CtlAsync("reload");
        _folder.Edit(4);
        await _folder.CtlAsync("reload");
        string[] difference = await _folder.DigAsync("IXFR=7", SigningFolder.Origin);
        string[] last = await _folder.DigAsync("AXFR", SigningFolder.Origin);

        Assert.True(difference.Length < first.Length, string.Join('\n', difference));
        Assert.Equal(Sorted(last), Sorted(Apply(first, difference)));
    }

    [DigFact]
    public async Task Serials_and_differences_go_on_after_the_server_was_killed()
    {
        using (RunningServer server = await _folder.ServeAsync())
        {
            _folder.Edit(3);
            await _folder.CtlAsync("reload");
            await server.EndByForceAsync();
        }

        using RunningServer again = await _folder.ServeAsync();
        uint resumed = await _folder.SerialAsync();
        _folder.Edit(4);
        await _folder.CtlAsync("reload");
        string[] difference = await _folder.DigAsync("IXFR=7", SigningFolder.Origin);

        Assert.Equal((8u, 9u), (resumed, await _folder.SerialAsync()));
        Assert.Contains(difference, line => line.Contains("\t192.0.2.4", StringComparison.Ordinal));
        Assert.DoesNotContain(difference, line => line.Contains("target", StringComparison.Ordinal));
    }

    [DigFact]
    public async Task A_change_made_while_the_server_was_down_is_signed_at_its_start()
    {
        using (RunningServer server = await _folder.ServeAsync())
        {
            await server.TerminateAsync();
        }

        _folder.Edit(3);
        using RunningServer again = await _folder.ServeAsync();

        Assert.True(await _folder.AnswersAsync(Host, RecordType.A, [192, 0, 2, 3]));
        Assert.Equal(8u, await _folder.SerialAsync());
    }

    [Theory]
    [InlineData("signed/images")]
    [InlineData("images")]
    [InlineData("journals")]
    public async Task A_folder_that_was_lost_costs_no_serial(string lost)
    {
        using (RunningServer server = await _folder.ServeAsync())
        {
            _folder.Edit(3);
            await _folder.CtlAsync("reload");
            await server.TerminateAsync();
        }

        Directory.Delete(_folder.File("state/" + lost), recursive: true);
        using RunningServer again = await _folder.ServeAsync();

        Assert.True(await _folder.AnswersAsync(Host, RecordType.A, [192, 0, 2, 3]));
        Assert.Equal(8u, await _folder.SerialAsync());
    }

    [Fact]
    public async Task What_cannot_be_written_is_not_served_and_is_signed_when_it_can_be()
    {
        using RunningServer server = await _folder.ServeAsync();
        string folder = _folder.File("state/signed");
        Directory.Move(folder, folder + ".away");
        await File.WriteAllTextAsync(folder, "no folder");
        _folder.Edit(3);
        await _folder.CtlAsync("reload");
        uint kept = await _folder.SerialAsync();
        string state = (await _folder.CtlAsync("zone", SigningFolder.Origin)).Output;
        string status = (await _folder.KeysAsync("status", SigningFolder.Origin)).Output;
        string ill = (await _folder.CtlAsync("status")).Output + (await _folder.CtlAsync("metrics")).Output;
        File.Delete(folder);
        Directory.Move(folder + ".away", folder);
        await _folder.CtlAsync("reload");

        Assert.Equal((7u, 8u), (kept, await _folder.SerialAsync()));
        Assert.Contains("ALARM: it was not signed, and is tried again", state, StringComparison.Ordinal);
        Assert.Contains("ALARM: it was not signed, and is tried again", status, StringComparison.Ordinal);
        Assert.Contains("health         example.: it was not signed", ill, StringComparison.Ordinal);
        Assert.Contains("rdns_healthy 0\n", ill, StringComparison.Ordinal);
        Assert.Matches("rdns_zone_signatures_end_timestamp_seconds{zone=\"example.\"} [0-9]{10}\n", ill);
        Assert.Contains("rdns_healthy 1\n", (await _folder.CtlAsync("metrics")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("ALARM", (await _folder.CtlAsync("zone", SigningFolder.Origin)).Output, StringComparison.Ordinal);
    }

    [MountFact]
    public async Task A_full_disk_keeps_the_version_that_is_there_and_harms_nothing()
    {
        using var disk = new SmallDisk(_folder.File("state"));
        using (RunningServer server = await _folder.ServeAsync())
        {
            _folder.Edit(3);
            await _folder.CtlAsync("reload");
            disk.Fill();
            IEnumerable<string> many = Enumerable.Range(0, 100).Select(number => $"n{number} TXT \"more than the last block has room for\"");
            _folder.Write("zone", SigningFolder.Zone.Replace("192.0.2.2", "192.0.2.4", StringComparison.Ordinal) + string.Join('\n', many) + "\n");
            await _folder.CtlAsync("reload");
            uint kept = await _folder.SerialAsync();
            string state = (await _folder.CtlAsync("zone", SigningFolder.Origin)).Output;
            disk.Empty();
            await _folder.CtlAsync("reload");

            Assert.Equal((8u, 9u), (kept, await _folder.SerialAsync()));
            Assert.Contains("ALARM: it was not signed, and is tried again", state, StringComparison.Ordinal);
            await server.TerminateAsync();
        }

        using RunningServer again = await _folder.ServeAsync();
        Assert.True(await _folder.AnswersAsync(Host, RecordType.A, [192, 0, 2, 4]));
        Assert.Equal(9u, await _folder.SerialAsync());
    }

    [DigFact]
    public async Task A_signature_that_was_damaged_on_the_disk_is_made_anew()
    {
        using (RunningServer server = await _folder.ServeAsync())
        {
            await server.TerminateAsync();
        }

        string file = Directory.GetFiles(_folder.File("state/signed"), "*.zone").Single();
        string text = await File.ReadAllTextAsync(file);
        int end = text.IndexOf("==", text.IndexOf("RRSIG\tA ", StringComparison.Ordinal), StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text[..(end - 8)] + "AAAAAAAA" + text[end..]);
        using RunningServer again = await _folder.ServeAsync();
        await Eventually.HoldsAsync(async () => await _folder.SerialAsync() == 8);
        Assert.DoesNotContain(await _folder.DigAsync(Host, "A"), line => line.Contains("AAAAAAAA==", StringComparison.Ordinal));
        Assert.Contains("does not verify, and is signed anew", (await again.TerminateAsync()).Log, StringComparison.Ordinal);
    }

    [DigFact]
    public async Task Zones_are_signed_each_in_its_own_way()
    {
        _folder.Dnssec = """
            sign: ["*"], key-folder: keys, parent-check: false,
              exceptions: [{ zones: [other.], denial: nsec3, algorithm: ed25519, single-key: true }]
            """;
        _folder.Rest = $$"""
            zones:
              - { origin: {{SigningFolder.Origin}}, file: zone }
              - { origin: other., file: zone }
            """;
        using RunningServer server = await _folder.ServeAsync();

        Assert.Contains("\tNSEC\t", string.Join('\n', await _folder.DigAsync(SigningFolder.Origin, "NSEC")), StringComparison.Ordinal);
        Assert.Contains("1 0 0 -", string.Join('\n', await _folder.DigAsync("other.", "NSEC3PARAM")), StringComparison.Ordinal);
        string[] keys = await _folder.DigAsync("other.", "DNSKEY");
        Assert.Equal(1, keys.Count(line => line.Contains("\tDNSKEY\t257 3 15 ", StringComparison.Ordinal)));
        Assert.Equal(2, keys.Length);
    }

    /// <summary>RFC 1995, section 4: from one SOA to the next what goes, from there to the one after what comes.</summary>
    private static HashSet<string> Apply(string[] before, string[] difference)
    {
        HashSet<string> records = [.. before];
        bool goes = false;
        foreach (string line in difference.Skip(1).SkipLast(1))
        {
            goes ^= line.Contains("\tSOA\t", StringComparison.Ordinal);
            Assert.True(goes ? records.Remove(line) : records.Add(line), line);
        }

        return records;
    }

    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Distinct().Order(StringComparer.Ordinal);
}
