using System.Globalization;
using System.Net;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>An edited zone file becomes a change of what is served, and survives whatever ends the process.</summary>
public sealed class ReloadTests : IDisposable
{
    private const string Origin = "10.in-addr.arpa";

    private readonly ServerFolder _folder = new();

    private string Journal => Assert.Single(Directory.GetFiles(_folder.File("state/journals")));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_reload_says_what_came_and_what_went()
    {
        Write(Zone(1, 300));
        using RunningServer server = await _folder.ServeAsync();
        Write(Zone(2, 300).Replace("\n7.1 PTR host1.", "\n7.1 PTR other.", StringComparison.Ordinal) + "1.200 PTR new.example.com.\n");
        Rdns.Outcome edited = await _folder.CtlAsync("reload");
        Write(Zone(3, 10));
        Rdns.Outcome shortened = await _folder.CtlAsync("reload");

        Assert.Contains("10.in-addr.arpa. reloaded, serial 2: 3 records added, 2 removed", edited.Output, StringComparison.Ordinal);
        Assert.Contains("10.in-addr.arpa. reloaded, serial 3: read as a whole", shortened.Output, StringComparison.Ordinal);
        Assert.Contains(" ms", edited.Output, StringComparison.Ordinal);
        Assert.Equal("host1", await HostAsync(7));
        Assert.Null(await HostAsync(200));
    }

    [Fact]
    public async Task Ten_thousand_edits_are_one_change()
    {
        Write(Zone(1, 40_000));
        using RunningServer server = await _folder.ServeAsync();
        Write(Zone(2, 40_000, edited: 5_000));

        Rdns.Outcome reload = await _folder.CtlAsync("reload");

        Assert.Contains("serial 2: 5,001 records added, 5,001 removed", reload.Output, StringComparison.Ordinal);
        Assert.Equal("host2", await HostAsync(4_999));
        Assert.Equal("host1", await HostAsync(5_000));
    }

    [Fact]
    public async Task Records_that_change_under_the_same_serial_are_served_and_remarked_on()
    {
        Write(Zone(5, 300));
        using RunningServer server = await _folder.ServeAsync();
        Write(Zone(5, 300, edited: 1));

        Rdns.Outcome reload = await _folder.CtlAsync("reload");

        Assert.Contains("serial 5 is not newer than 5: secondaries will not ask for them", reload.Output, StringComparison.Ordinal);
        Assert.Equal("host5", await HostAsync(0));
        Assert.Equal(0, reload.ExitCode);
    }

    [Fact]
    public async Task A_change_that_breaks_the_zone_is_named_with_its_line_and_not_served()
    {
        Write(Zone(1, 300));
        using RunningServer server = await _folder.ServeAsync();
        Write(Zone(2, 300, edited: 1) + "7.1 CNAME elsewhere.example.com.\n");

        Rdns.Outcome reload = await _folder.CtlAsync("reload");

        Assert.Equal(1, reload.ExitCode);
        Assert.Contains("10.in-addr.arpa.zone:304: error: 7.1.10.in-addr.arpa./CNAME: CNAME and other data", reload.Output, StringComparison.Ordinal);
        Assert.Equal("host1", await HostAsync(0));
    }

    [Fact]
    public async Task A_change_is_there_after_the_process_was_killed_without_reading_the_file()
    {
        await StoreAndChangeAsync();

        using RunningServer server = await _folder.ServeAsync();
        Assert.Equal("host2", await HostAsync(0));
        Assert.Equal("host1", await HostAsync(1));
        string log = (await server.TerminateAsync()).Log;

        Assert.Contains("10.in-addr.arpa.: 1 changes out of its journal, serial 2", log, StringComparison.Ordinal);
        Assert.DoesNotContain("has changed since", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_journal_is_named_and_the_file_read()
    {
        await StoreAndChangeAsync();
        byte[] journal = await File.ReadAllBytesAsync(Journal);
        journal[^40] ^= 1;
        await File.WriteAllBytesAsync(Journal, journal);

        using RunningServer server = await _folder.ServeAsync();
        Assert.Equal("host2", await HostAsync(0));
        string log = (await server.TerminateAsync()).Log;

        Assert.Contains("is damaged or cut", log, StringComparison.Ordinal);
        Assert.Contains("has changed since it was stored: 2 records added, 2 removed", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_reloads_it_serves_the_file_as_it_stands_whole()
    {
        const int Names = 3_000;
        Write(Zone(1, Names));
        for (int version = 2; version < 7; version++)
        {
            using (RunningServer server = await _folder.ServeAsync())
            {
                Write(Zone(version, Names, edited: 700));
                server.SendHangup();
                await Task.Delay(version * 8);
                await server.EndByForceAsync();
            }

            using RunningServer again = await _folder.ServeAsync();
            foreach (int name in new[] { 0, 699 })
            {
                Assert.Equal($"host{version}", await HostAsync(name));
            }

            Assert.Equal("host1", await HostAsync(700));
            await again.EndByForceAsync();
        }
    }

    [Fact]
    public async Task What_piles_up_beside_a_large_zone_is_merged_in_the_background_and_nothing_is_lost()
    {
        const int Names = 40_000;
        Write(Zone(1, Names));
        int last = 1;
        using (RunningServer server = await _folder.ServeAsync())
        {
            for (int round = 0; round < 8; round++)
            {
                last++;
                Write(Zone(last, Names, edited: last * 1_000));
                await _folder.CtlAsync("reload");
                Assert.Equal($"host{last}", await HostAsync((last * 1_000) - 1));
                Assert.Equal("host1", await HostAsync(last * 1_000));
            }

            await server.EndByForceAsync();
        }

        using RunningServer again = await _folder.ServeAsync();
        Assert.Equal($"host{last}", await HostAsync((last * 1_000) - 1));
        Assert.Equal("host1", await HostAsync(last * 1_000));
        await again.EndByForceAsync();
    }

    private static string Zone(int serial, int names, int edited = 0)
    {
        var text = new StringBuilder(string.Create(
            CultureInfo.InvariantCulture,
            $"$TTL 3600\n@ SOA ns.example.com. host.example.com. {serial} 2 3 4 5\n@ NS ns.example.com.\n"));
        for (int name = 0; name < names; name++)
        {
            int version = name < edited ? serial : 1;
            text.Append(CultureInfo.InvariantCulture, $"{name % 250}.{(name / 250) + 1} PTR host{version}.example.com.\n");
        }

        return text.ToString();
    }

    /// <summary>Leaves an image of serial 1 and a journal that leads to serial 2.</summary>
    private async Task StoreAndChangeAsync()
    {
        Write(Zone(1, 300));
        using RunningServer server = await _folder.ServeAsync();
        await _folder.AwaitImageAsync();
        byte[] image = await File.ReadAllBytesAsync(_folder.Image);
        Write(Zone(2, 300, edited: 1));
        await _folder.CtlAsync("reload");
        await server.EndByForceAsync();

        // A slow machine may have stored the new version already.
        await File.WriteAllBytesAsync(_folder.Image, image);
    }

    /// <summary>Replaces the file as careful editors do.</summary>
    private void Write(string zone)
    {
        string made = _folder.Write(Origin + ".new", zone);
        Directory.CreateDirectory(_folder.File("zones"));
        File.Move(made, _folder.File($"zones/{Origin}.zone"), overwrite: true);
    }

    /// <summary>The first label that a name points to; null when there is none.</summary>
    private async Task<string?> HostAsync(int name)
    {
        string owner = string.Create(CultureInfo.InvariantCulture, $"{name % 250}.{(name / 250) + 1}.{Origin}");
        Question.Answer answer = await Question.AskAsync(_folder.Port, owner, RecordType.PTR, IPAddress.Loopback);
        for (int version = 1; version < 10; version++)
        {
            if (answer.Contains($"host{version}"))
            {
                return $"host{version}";
            }
        }

        return answer.AnswerCount == 0 ? null : "other";
    }
}
