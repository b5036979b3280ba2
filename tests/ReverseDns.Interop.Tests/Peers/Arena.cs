using System.Net;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>Our server beside some of its peers, all with the same zone files.</summary>
public sealed class Arena : IAsyncDisposable
{
    private readonly string _folder;
    private readonly List<PeerServer> _peers = [];
    private OurServer? _ours;

    private Arena(string folder) => _folder = folder;

    /// <summary>Zones that every server has taken.</summary>
    public IReadOnlyList<PeerZone> Served { get; private set; } = [];

    public IPEndPoint OurAddress => _ours!.Address;

    public IEnumerable<(string Name, IPEndPoint Address)> PeerAddresses => _peers.Select(peer => (peer.Kind.Name, peer.Address));

    /// <summary>Writes the zones as master files and starts all servers.</summary>
    public static async Task<Arena> StartAsync(IEnumerable<ReferenceZone> zones, params IReadOnlyList<string> without)
    {
        string folder = Directory.CreateTempSubdirectory("rdns-interop-").FullName;
        List<PeerZone> files = [];
        foreach (ReferenceZone zone in zones)
        {
            string file = Path.Combine(folder, $"{files.Count}.zone");
            await File.WriteAllTextAsync(file, RecordText.Lines(zone.Records));
            files.Add(new PeerZone(zone.Origin, file));
        }

        return await StartAsync(
            folder, files, [.. PeerKind.All.Where(kind => !without.Contains(kind.Name, StringComparer.OrdinalIgnoreCase))]);
    }

    /// <param name="folder">Deleted in the end.</param>
    /// <param name="synthesis">What our zones answer beyond their records; null: nothing.</param>
    public static async Task<Arena> StartAsync(
        string folder, IReadOnlyList<PeerZone> zones, IReadOnlyList<PeerKind> kinds, Func<DomainName, ZoneSynthesis>? synthesis = null)
    {
        var arena = new Arena(folder);
        try
        {
            foreach (PeerKind kind in kinds)
            {
                arena._peers.Add(await PeerServer.StartAsync(kind, folder, zones));
            }

            arena.Served = [.. zones.Where(zone => arena._peers.TrueForAll(peer => peer.Served.Contains(zone.Origin)))];
            arena._ours = OurServer.Start(zones, synthesis);
            return arena;
        }
        catch
        {
            await arena.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks everybody everything; over TCP those questions whose size is beyond any datagram.</summary>
    public async Task<Comparison> CompareAsync(IReadOnlyList<Question> questions)
    {
        List<IPEndPoint> servers = [.. _peers.Select(peer => peer.Address), OurAddress];
        ResponseDigest?[][] digests = await Task.WhenAll(servers.Select(server => Task.Run(() => AskAll(server, questions))));
        var comparison = new Comparison([.. _peers.Select(peer => peer.Kind.Name)]);
        for (int i = 0; i < questions.Count; i++)
        {
            comparison.Add([.. digests[..^1].Select(peer => peer[i])], digests[^1][i], () => Describe(questions[i]));
        }

        return comparison;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (PeerServer peer in _peers)
        {
            await peer.DisposeAsync();
        }

        if (_ours is not null)
        {
            await _ours.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public static DecodedResponse? Ask(IPEndPoint server, Question question, bool overTcp)
    {
        DecodedResponse? response = null;
        void Take(int index, ReadOnlySpan<byte> message) => response = DecodedResponse.Decode(message);
        if (overTcp)
        {
            Dialogue.AskTcp(server, [RequestMessage.Of(question)], Take);
        }
        else
        {
            Dialogue.AskUdp(server, [RequestMessage.Of(question)], Take);
        }

        return response;
    }

    private static bool IsForTcp(Question question) => question.MaxSize > PeerKind.MaxPayload;

    private static ResponseDigest?[] AskAll(IPEndPoint server, IReadOnlyList<Question> questions)
    {
        var digests = new ResponseDigest?[questions.Count];
        foreach (IGrouping<bool, int> group in Enumerable.Range(0, questions.Count).GroupBy(i => IsForTcp(questions[i])))
        {
            int[] indexes = [.. group];
            byte[][] requests = [.. indexes.Select(i => RequestMessage.Of(questions[i]))];
            void Take(int index, ReadOnlySpan<byte> response) => digests[indexes[index]] = ResponseDigest.Of(response);
            if (group.Key)
            {
                Dialogue.AskTcp(server, requests, Take);
            }
            else
            {
                Dialogue.AskUdp(server, requests, Take);
            }
        }

        return digests;
    }

    private string Describe(Question question)
    {
        IEnumerable<string> answers = PeerAddresses.Append(("ours", OurAddress))
            .Select(server => $";;; {server.Item1}\n{Ask(server.Item2, question, IsForTcp(question))?.ToString() ?? "no response"}");
        return $"question {question}\n{string.Join('\n', answers)}";
    }
}
