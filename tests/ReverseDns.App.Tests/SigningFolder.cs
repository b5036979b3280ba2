using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

/// <summary>A folder with an unsigned zone, and the configuration of a server that signs it.</summary>
internal sealed class SigningFolder : IDisposable
{
    public const string Origin = "example.";

    public const string Zone = """
        $TTL 3600
        @ SOA ns.example.net. hostmaster.example.net. 7 7200 900 604800 300
        @ NS ns.example.net.
        host A 192.0.2.2
        *.wild TXT "any"
        deep.down.under TXT "below two empty non-terminals"
        dn DNAME target
        www.target A 192.0.2.4
        secure NS ns.example.net.
        secure DS 4660 13 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F
        insecure NS ns.example.net.

        """;

    private readonly TemporaryFolder _folder = new();

    public SigningFolder()
    {
        Directory.CreateDirectory(_folder.File("state"));
        Write("zone", Zone);
    }

    public int Port { get; } = FreePort.Next();

    /// <summary>Keys of the section 'dnssec'.</summary>
    public string Dnssec { get; set; } = $"sign: [{Origin}], key-folder: keys";

    /// <summary>More of the configuration; the zones last.</summary>
    public string Rest { get; set; } = $$"""zones: [{ origin: {{Origin}}, file: zone }]""";

    public void Dispose() => _folder.Dispose();

    public string File(string name) => _folder.File(name);

    public string Write(string name, string text) => _folder.Write(name, text);

    public string[] Keys() => [.. Directory.GetFiles(File("keys"), "*.key").Order(StringComparer.Ordinal)];

    /// <summary>Another address for the name that has one.</summary>
    public void Edit(int address) => Write("zone", Zone.Replace("192.0.2.2", $"192.0.2.{address}", StringComparison.Ordinal));

    public Task<RunningServer> ServeAsync() => RunningServer.StartAsync("serve", "-c", Write("rdns.yaml", $$"""
        listen: ["127.0.0.1:{{Port}}"]
        workers: 1
        drain-time: 0ms
        state-folder: state
        control: { socket: control.sock }
        dnssec: { {{Dnssec}} }
        {{Rest}}

        """));

    public Task<Rdns.Outcome> CtlAsync(params string[] arguments) => Rdns.RunAsync(["ctl", .. arguments, "-c", File("rdns.yaml")]);

    public Task<Rdns.Outcome> KeysAsync(params string[] arguments) => Rdns.RunAsync(["keys", .. arguments, "-c", File("rdns.yaml")]);

    /// <summary>The SOA is the last record of its answer, and ends with five numbers.</summary>
    public async Task<uint> SerialAsync() =>
        BinaryPrimitives.ReadUInt32BigEndian((await Question.AskAsync(Port, Origin, RecordType.SOA)).Message.AsSpan(^20));

    /// <summary>Waits until an answer has the octets.</summary>
    public Task<bool> AnswersAsync(string name, RecordType type, byte[] octets) => Eventually.IsAsync(async () =>
        (await Question.AskAsync(Port, name, type)).Message.AsSpan().IndexOf(octets) >= 0);

    /// <summary>What dig prints, a record a line.</summary>
    public Task<string[]> DigAsync(params string[] arguments) => Dig.AskAsync(Port, arguments);
}
