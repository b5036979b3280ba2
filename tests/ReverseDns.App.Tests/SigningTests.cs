using System.Text.RegularExpressions;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>A zone arrives unsigned and leaves signed, with one line of configuration.</summary>
public sealed partial class SigningTests : IDisposable
{
    private const string Origin = SigningFolder.Origin;

    private readonly SigningFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Delv.TheoryWithDelv]
    [InlineData("nsec")]
    [InlineData("nsec3")]
    [InlineData("nsec3optout")]
    public async Task Every_kind_of_answer_validates(string denial)
    {
        _folder.Dnssec += $", denial: {denial}";
        using RunningServer server = await _folder.ServeAsync();
        string anchors = await AnchorsAsync();

        // With opt-out something insecure may stand where a wildcard answers (RFC 5155, section 8.8).
        const string signed = "fully validated";
        string unlessOptOut = denial is "nsec3optout" ? "unsigned answer" : signed;
        (string Name, string Type, string Expected)[] questions =
        [
            ("host.example.", "A", signed),
            ("host.example.", "AAAA", signed),
            ("nowhere.example.", "A", signed),
            ("x.wild.example.", "TXT", unlessOptOut),
            ("x.wild.example.", "A", signed),
            ("www.dn.example.", "A", signed),
            ("down.under.example.", "A", signed),
            ("secure.example.", "DS", signed),
            ("insecure.example.", "DS", signed),
            ("example.", "DNSKEY", signed),
        ];
        foreach ((string name, string type, string expected) in questions)
        {
            string answer = await Delv.AskAsync(_folder.Port, anchors, Origin, name, type);
            Assert.True(answer.Contains(expected, StringComparison.Ordinal), $"{name} {type}, {expected}:\n{answer}");
        }
    }

    [Fact]
    public async Task An_SOA_that_outlives_the_signatures_is_refused_at_the_start_and_in_an_edit()
    {
        string wrong = SigningFolder.Zone.Replace("604800", "5184000", StringComparison.Ordinal);
        const string reason = "dnssec.validity: the SOA's expire is 60 days";
        _folder.Write("zone", wrong);
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(_folder.ServeAsync);
        _folder.Write("zone", SigningFolder.Zone);
        using RunningServer server = await _folder.ServeAsync();
        _folder.Write("zone", wrong);
        Rdns.Outcome reload = await _folder.CtlAsync("reload");

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, reload.ExitCode);
        Assert.Contains(reason, reload.Output, StringComparison.Ordinal);
        Assert.Equal(7u, await _folder.SerialAsync());
    }

    [Fact]
    public async Task An_edit_is_signed_under_the_next_serial_and_a_restart_goes_on_from_there()
    {
        uint first;
        uint second;
        using (RunningServer server = await _folder.ServeAsync())
        {
            first = await _folder.SerialAsync();
            _folder.Edit(3);
            await _folder.CtlAsync("reload");
            second = await _folder.SerialAsync();
            Assert.Contains("signed here from serial 7", (await _folder.CtlAsync("zone", Origin)).Output, StringComparison.Ordinal);
            await server.TerminateAsync();
        }

        string[] keys = _folder.Keys();
        using RunningServer again = await _folder.ServeAsync();

        Assert.Equal((7u, 8u, 8u), (first, second, await _folder.SerialAsync()));
        Assert.Equal(keys, _folder.Keys());
    }

    [Fact]
    public async Task A_lost_key_leaves_the_last_signed_version_served_and_says_so()
    {
        using (RunningServer server = await _folder.ServeAsync())
        {
            await server.TerminateAsync();
        }

        foreach (string key in Directory.GetFiles(_folder.File("keys"), "*.private"))
        {
            File.Delete(key);
        }

        using RunningServer again = await _folder.ServeAsync();
        uint serial = await _folder.SerialAsync();
        bool isSigned = await HasDnsKeyAsync();
        (_, string log) = await again.TerminateAsync();

        Assert.Equal(7u, serial);
        Assert.True(isSigned);
        Assert.Contains("example.", log, StringComparison.Ordinal);
    }

    /// <summary>The keys with SEP, out of the key files, as delv reads them.</summary>
    private async Task<string> AnchorsAsync()
    {
        var anchors = new List<string>();
        foreach (string file in _folder.Keys())
        {
            Match key = KeyRecord().Match(await File.ReadAllTextAsync(file));
            if (key.Success)
            {
                anchors.Add($"{Origin} static-key 257 3 {key.Groups["algorithm"].Value} \"{key.Groups["key"].Value.Replace(" ", "", StringComparison.Ordinal)}\";");
            }
        }

        return _folder.Write("anchors", $"trust-anchors {{ {string.Join(' ', anchors)} }};");
    }

    private async Task<bool> HasDnsKeyAsync() => (await Question.AskAsync(_folder.Port, Origin, RecordType.DNSKEY)).AnswerCount > 0;

    [GeneratedRegex(@"DNSKEY\s+257 3 (?<algorithm>\d+) (?<key>.+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex KeyRecord();
}
