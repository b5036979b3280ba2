using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Transfer.Tests;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>A peer with one zone, in a folder of its own.</summary>
internal sealed class TransferPeer : IAsyncDisposable
{
    private readonly PeerServer _server;
    private readonly PeerZone _zone;
    private ZoneVersion? _published;

    private TransferPeer(PeerServer server, PeerZone zone) => (_server, _zone) = (server, zone);

    public IPEndPoint Address => _server.Address;

    public string Log => _server.Log;

    /// <param name="configure">Where the zone comes from or goes to, and how that is secured.</param>
    /// <param name="version">The zone that it has of its own; null: none.</param>
    public static async Task<TransferPeer> StartAsync(PeerKind kind, Func<PeerSetup, PeerSetup> configure, ZoneVersion? version = null)
    {
        string folder = Directory.CreateTempSubdirectory("rdns-peer-").FullName;
        var zone = new PeerZone(ZoneVersion.Origin, Path.Combine(folder, "the.zone"));
        version?.Write(zone.File);
        var setup = new PeerSetup(folder, FreePort.Next(), [zone]) { Transfers = true };
        return new TransferPeer(await PeerServer.LaunchAsync(kind, configure(setup)), zone) { _published = version };
    }

    public async Task PublishAsync(ZoneVersion version)
    {
        version.Write(_zone.File);
        ZoneVersion before = _published!;
        await _server.PublishAsync(new ZoneEdit(_zone, [.. before.Lines.Except(version.Lines)], [.. version.Lines.Except(before.Lines)]));
        _published = version;
    }

    /// <summary>Waits until it answers with a serial.</summary>
    /// <param name="remind">Tells it again of what there is; null: it needs no more than one word.</param>
    public Task AwaitAsync(Serial serial, Action? remind = null) => Eventually.HoldsAsync(
        () =>
        {
            _server.AssertRuns();
            remind?.Invoke();
            return SerialAt(Address) == serial;
        },
        () => $"no serial {serial}\n{Log}");

    /// <summary>The serial that a server answers with; null: none.</summary>
    public static Serial? SerialAt(IPEndPoint server)
    {
        try
        {
            DecodedResponse? soa = Arena.Ask(server, new Question(ZoneVersion.Origin, RecordType.SOA, Edns: false, DnssecOk: false, 512), overTcp: false);
            return soa?.Answer is [var only] ? SerialOf(only) : null;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    /// <summary>
    /// The whole zone as a server gives it away, a record a line; every message signed where there is a key. YADIFA gives away
    /// one that it has written down a while ago, and the changes since when it is asked for them.
    /// </summary>
    public static HashSet<string> Transfer(IPEndPoint server, TsigKey? key, Serial expected)
    {
        Transferred whole = Ask(server, key, held: null);
        HashSet<string> lines = [.. whole.Lines];

        // The SOA comes twice, and nothing else does.
        Assert.Equal(lines.Count + 1, whole.Records.Count);
        Serial given = SerialOf(whole.Records[0]);
        return given == expected ? lines : Apply(Ask(server, key, given), lines);
    }

    private static HashSet<string> Apply(Transferred changes, HashSet<string> lines)
    {
        bool comes = true;
        foreach ((ResourceRecord record, string line) in changes.Records.Zip(changes.Lines).Skip(1).SkipLast(1))
        {
            comes ^= record.Type == RecordType.SOA;
            Assert.True(comes ? lines.Add(line) : lines.Remove(line), line);
        }

        return lines;
    }

    private static Transferred Ask(IPEndPoint server, TsigKey? key, Serial? held)
    {
        using var client = new TransferClientDialogue(server);
        using TsigChain? chain = key is null ? null : new TsigChain(key);
        byte[] query = TransferClientDialogue.Query(
            ZoneVersion.Origin.ToString(), held is null ? RecordType.AXFR : RecordType.IXFR, held);
        client.Send(chain is null ? query : TransferClientDialogue.Sign(query, chain));
        Transferred given = client.ReceiveTransfer(chain);
        Assert.Equal(ResponseCode.NoError, given.Code);
        return given;
    }

    private static Serial SerialOf(ResourceRecord soa) => new(BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata.Span[^20..]));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_server.Setup.Folder, recursive: true);
    }
}
