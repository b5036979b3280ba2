using System.Globalization;
using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

public sealed class ImageTests : IDisposable
{
    private const string Name = "1.2.0.192.in-addr.arpa";
    private const string Changed = "Zone 2.0.192.in-addr.arpa. has changed since it was stored: ";

    private readonly ServerFolder _folder = new();

    public ImageTests() => WriteZone("one", 1);

    private string Image => _folder.Image;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_second_start_answers_from_the_image_and_says_what_the_first_one_said()
    {
        WriteZone("one", 1, "1 3600 PTR two.example.com.\n1 60 PTR three.example.com.\n");
        await ServeUntilStoredAsync();

        using RunningServer server = await _folder.ServeAsync();
        Question.Answer answer = await Question.AskAsync(_folder.Port, Name, RecordType.PTR);
        Rdns.Outcome zone = await _folder.CtlAsync("zone", "2.0.192.in-addr.arpa");
        Rdns.Outcome reload = await _folder.CtlAsync("reload");
        (_, string log) = await server.TerminateAsync();

        Assert.Equal(3, answer.AnswerCount);
        Assert.Contains("warning", zone.Output, StringComparison.Ordinal);
        Assert.Contains("zones: 0 changed, 0 broken, 1 unchanged", reload.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("mage", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_meanwhile_is_compared_with_the_image()
    {
        await ServeUntilStoredAsync();
        WriteZone("two", 2);

        Assert.Contains(Changed + "2 records added, 2 removed", await ServeOnceAsync("two"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_include_that_changed_meanwhile_is_compared_too()
    {
        WriteZone("one", 1, "$INCLUDE more.inc\n");
        _folder.Write("zones/more.inc", "1 PTR before.example.com.\n");
        await ServeUntilStoredAsync();
        _folder.Write("zones/more.inc", "1 PTR behind.example.com.\n");

        Assert.Contains(Changed + "1 records added, 1 removed", await ServeOnceAsync("behind"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_whose_time_alone_changed_is_not_compared()
    {
        await ServeUntilStoredAsync();
        File.SetLastWriteTimeUtc(_folder.File("zones/2.0.192.in-addr.arpa.zone"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        Assert.DoesNotContain(Changed, await ServeOnceAsync("one"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Damaged")]
    [InlineData("OtherFormat")]
    [InlineData("Cut")]
    public async Task An_image_that_cannot_be_used_is_named_and_made_again(string what)
    {
        await ServeUntilStoredAsync();
        byte[] image = await File.ReadAllBytesAsync(Image);
        switch (what)
        {
            case "Damaged":
                image[^9] ^= 1;
                break;
            case "OtherFormat":
                image[8]++;
                break;
            default:
                image = image[..^1];
                what = "Damaged";
                break;
        }

        await File.WriteAllBytesAsync(Image, image);
        string log = await ServeUntilStoredAsync(image);

        Assert.Contains($"{Image}: {what}; ", log, StringComparison.Ordinal);
        Assert.DoesNotContain("mage", await ServeOnceAsync("one"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_zone_of_the_same_name_is_not_answered_from_the_image()
    {
        await ServeUntilStoredAsync();
        _folder.Write("others/2.0.192.in-addr.arpa.zone", Zone("other", 1));
        Directory.Move(_folder.File("zones"), _folder.File("gone"));
        Directory.Move(_folder.File("others"), _folder.File("zones"));

        await ServeOnceAsync("other");
    }

    [Fact]
    public async Task Without_a_state_folder_there_is_a_warning_and_all_else_works()
    {
        Directory.Delete(_folder.File("state"));

        string log = await ServeOnceAsync("one");

        Assert.Contains("warning: No images of zones are kept in", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reload_is_stored_too_and_a_removed_zone_leaves_no_image()
    {
        _folder.Write("zones/3.0.192.in-addr.arpa.zone", Zone("three", 1));
        await ServeUntilStoredAsync();
        byte[] before = await File.ReadAllBytesAsync(Image);
        using (RunningServer server = await _folder.ServeAsync())
        {
            WriteZone("two", 2);
            File.Delete(_folder.File("zones/3.0.192.in-addr.arpa.zone"));
            await _folder.CtlAsync("reload");
            await _folder.AwaitImageAsync(before);
            await server.TerminateAsync();
        }

        Assert.DoesNotContain(Changed, await ServeOnceAsync("two"), StringComparison.Ordinal);
        Assert.True(new FileInfo(Image).Length < before.Length);
    }

    private static string Zone(string host, int serial) => string.Create(CultureInfo.InvariantCulture, $"""
        $TTL 3600
        @ SOA ns1.example.com. hostmaster.example.com. {serial} 7200 3600 1209600 3600
        @ NS ns1.example.com.
        @ NS ns2.example.com.
        1 PTR {host}.example.com.

        """);

    private void WriteZone(string host, int serial, string more = "") =>
        _folder.Write("zones/2.0.192.in-addr.arpa.zone", Zone(host, serial) + more);

    /// <summary>Returns the log.</summary>
    private async Task<string> ServeOnceAsync(string host)
    {
        using RunningServer server = await _folder.ServeAsync();
        Question.Answer answer = await Question.AskAsync(_folder.Port, Name, RecordType.PTR, IPAddress.Loopback);
        (int exitCode, string log) = await server.TerminateAsync();
        Assert.True(answer.Contains(host), log);
        Assert.True(exitCode == 0, $"exit code {exitCode}: {log}");
        return log;
    }

    /// <summary>Returns the log.</summary>
    private async Task<string> ServeUntilStoredAsync(byte[]? before = null)
    {
        using RunningServer server = await _folder.ServeAsync();
        await _folder.AwaitImageAsync(before);
        return (await server.TerminateAsync()).Log;
    }
}
