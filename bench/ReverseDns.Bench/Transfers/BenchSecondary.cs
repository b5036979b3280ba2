using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;

namespace ReverseDns.Bench.Transfers;

/// <summary>rdns serve as a process that is a secondary of one primary, in a folder of its own, which it keeps when it is started again.</summary>
internal sealed class BenchSecondary : IDisposable
{
    private readonly string _program;
    private readonly string _folder = Directory.CreateTempSubdirectory("rdns-bench-").FullName;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _message = new byte[4_096];
    private Process? _process;

    /// <param name="program">What "dotnet publish src/ReverseDns.App" has made.</param>
    public BenchSecondary(string program, int port, int primary, IEnumerable<DomainName> zones)
    {
        _program = program;
        Directory.CreateDirectory(State);
        string listed = string.Concat(zones.Select(zone => string.Create(
            CultureInfo.InvariantCulture, $"  - {{origin: {zone}, primaries: \"127.0.0.1:{primary}\"}}\n")));
        File.WriteAllText(Configuration, string.Create(CultureInfo.InvariantCulture, $"""
            listen: [127.0.0.1]
            port: {port}
            workers: 1
            drain-time: 0s
            state-folder: state
            control:
              socket: rdns.sock
            zones:
            {listed}
            """));
        _socket.ReceiveTimeout = 1_000;
        _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
    }

    public string State => Path.Combine(_folder, "state");

    private string Configuration => Path.Combine(_folder, "rdns.yaml");

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(_program, ["serve", "-c", Configuration])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("ready", StringComparison.Ordinal))
            {
                return;
            }
        }

        throw new InvalidOperationException("rdns has ended");
    }

    public void Stop()
    {
        using Process? stopping = _process;
        _process = null;
        if (stopping is null)
        {
            return;
        }

        using (var kill = Process.Start("kill", [stopping.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            kill.WaitForExit();
        }

        stopping.WaitForExit();
    }

    /// <summary>Says that a zone has changed.</summary>
    public void Notify(DomainName zone)
    {
        var writer = new MessageWriter(
            _message, 7, (ushort)(MessageHeader.FlagsOf(Opcode.Notify, ResponseCode.NoError) | MessageHeader.AuthoritativeFlag));
        writer.TryWriteQuestion(zone.Wire, RecordType.SOA, RecordClass.IN);
        _socket.Send(writer.Written);
        Receive(7);
    }

    /// <summary>The serial that is answered; null while there is none.</summary>
    public Serial? Ask(DomainName zone)
    {
        var writer = new MessageWriter(_message, 8, 0);
        writer.TryWriteQuestion(zone.Wire, RecordType.SOA, RecordClass.IN);
        _socket.Send(writer.Written);
        int length = Receive(8);
        bool hasAnswer = length > 0 && BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(6)) > 0;

        // The record stands last, and its serial 20 octets before its end.
        return hasAnswer ? new Serial(BinaryPrimitives.ReadUInt32BigEndian(_message.AsSpan(length - 20))) : null;
    }

    public void Dispose()
    {
        Stop();
        _socket.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int Receive(ushort id)
    {
        try
        {
            int length;
            do
            {
                length = _socket.Receive(_message);
            }
            while (BinaryPrimitives.ReadUInt16BigEndian(_message) != id);
            return length;
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
