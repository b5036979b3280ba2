using System.Globalization;
using ReverseDns.App.Control;

namespace ReverseDns.App.Tests;

/// <summary>Keys roll in a running server, and a real parent has the DS that is asked for.</summary>
public sealed class KeyRollTests : IDisposable
{
    private const string Child = "child.example.";
    private const int MostTurns = 60;

    private readonly SigningFolder _child = new();
    private readonly SigningFolder _parent = new() { Rest = "zones: [{ origin: example., file: zone }]" };
    private int _serial = 7;

    public KeyRollTests()
    {
        WriteParent([]);
        _child.Rest = $$"""zones: [{ origin: {{Child}}, file: zone }]""";
        _child.Dnssec = $$"""
            sign: ["*"], key-folder: keys, parent-servers: ["127.0.0.1:{{_parent.Port}}"], validity: 2h, refresh: 1h, jitter: 0s,
              dnskey-ttl: 1s, max-zone-ttl: 1s, zone-propagation: 0s, parent-ttl: 1s, parent-propagation: 0s, zsk-lifetime: 0s
            """;
    }

    public void Dispose()
    {
        _child.Dispose();
        _parent.Dispose();
    }

    [DigFact]
    public async Task A_key_signing_key_rolls_when_the_parent_has_followed_and_validates_all_the_time()
    {
        _child.Write("zone", SigningFolder.Zone.Replace("$TTL 3600", "$TTL 1", StringComparison.Ordinal).Replace(" 7 7200 900 604800 300", " 7 7200 900 3600 1", StringComparison.Ordinal));
        using RunningServer parent = await _parent.ServeAsync();
        using RunningServer child = await _child.ServeAsync();
        string first = await TurnUntilAsync(ds => ds.Length == 1);
        string rollover = (await _child.KeysAsync("rollover", Child, "--role", "ksk")).Output;
        string second = await TurnUntilAsync(ds => ds.Length == 1 && !string.Equals(ds[0], first, StringComparison.Ordinal));
        string status = await SettleAsync();

        Assert.Contains("retires", rollover, StringComparison.Ordinal);
        Assert.DoesNotContain("No running instance", rollover, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
        Assert.Contains("is settled", status, StringComparison.Ordinal);
        Assert.Contains("the first that is served ends", status, StringComparison.Ordinal);
    }

    /// <summary>Turns, and a parent that takes over what CDS ask for, until the DS are as they are to be.</summary>
    private async Task<string> TurnUntilAsync(Func<string[], bool> isReached)
    {
        for (int turn = 0; turn < MostTurns; turn++)
        {
            await TurnAsync();
            string[] ds = [.. (await _parent.DigAsync(Child, "DS")).Where(line => line.Contains("\tDS\t", StringComparison.Ordinal))];
            if (isReached(ds))
            {
                return ds[0];
            }
        }

        Assert.Fail((await _child.KeysAsync("status", Child)).Output);
        return "";
    }

    private async Task<string> SettleAsync()
    {
        string status = "";
        for (int turn = 0; turn < MostTurns && !status.Contains("is settled", StringComparison.Ordinal); turn++)
        {
            await TurnAsync();
            await TurnAsync();
            await TurnAsync();
            status = (await _child.KeysAsync("status", Child)).Output;
        }

        return status;
    }

    private async Task TurnAsync()
    {
        Assert.NotNull((await ControlClient.AskAsync(_child.File("control.sock"), new ControlRequest("sign", Child), default)).Zone);
        string[] wanted =
        [
            .. (await _child.DigAsync(Child, "CDS")).Where(line => line.Contains("\tCDS\t", StringComparison.Ordinal))
                .Select(line => $"child DS {line.Split('\t')[^1]}"),
        ];
        string[] served = [.. (await _parent.DigAsync(Child, "DS")).Where(line => line.Contains("\tDS\t", StringComparison.Ordinal)).Select(line => $"child DS {line.Split('\t')[^1]}")];
        if (wanted.Length > 0 && !wanted.Order(StringComparer.Ordinal).SequenceEqual(served.Order(StringComparer.Ordinal), StringComparer.Ordinal))
        {
            WriteParent(wanted);
            Assert.True((await ControlClient.AskAsync(_parent.File("control.sock"), new ControlRequest("reload"), default)).Reload?.IsClean);
        }

        await AssertValidAsync();
        await Task.Delay(400);
    }

    private void WriteParent(string[] ds) => _parent.Write("zone", string.Create(CultureInfo.InvariantCulture, $"""
        $TTL 1
        @ SOA ns.example.net. hostmaster.example.net. {++_serial} 7200 900 604800 1
        @ NS ns.example.net.
        child NS ns.example.net.
        {string.Join('\n', ds)}

        """));

    /// <summary>From the trust anchor of the parent, with its delegation, as it is now.</summary>
    private async Task AssertValidAsync()
    {
        string[] ds = [.. (await _parent.DigAsync(Child, "DS")).Where(line => line.Contains("\tDS\t", StringComparison.Ordinal)).Select(line => line.Split('\t')[^1])];
        if (ds.Length > 0 && Delv.IsHere)
        {
            string anchors = _child.Write("anchors", $"trust-anchors {{ {string.Join(' ', ds.Select(Anchor))} }};");
            string answer = await Delv.AskAsync(_child.Port, anchors, Child, "host." + Child, "A");
            Assert.Contains("fully validated", answer, StringComparison.Ordinal);
        }
    }

    private static string Anchor(string ds)
    {
        string[] fields = ds.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return $"{Child} static-ds {fields[0]} {fields[1]} {fields[2]} \"{string.Concat(fields[3..])}\";";
    }
}
