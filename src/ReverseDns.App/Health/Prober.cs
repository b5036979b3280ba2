using System.Net;
using System.Net.Sockets;
using ReverseDns.Protocol;
using ReverseDns.Server;
using ReverseDns.Zones;

namespace ReverseDns.App.Health;

/// <summary>Asks each service address one question over UDP and one over TCP, all at the same time. For one thread.</summary>
internal sealed class Prober : IDisposable
{
    private static readonly Transport[] Transports = [Transport.Udp, Transport.Tcp];

    private readonly SentinelQuestions _questions;
    private readonly SentinelCheck _check;
    private readonly HealthOptions _options;
    private readonly TimeProvider _clock;

    public Prober(ZoneStore zones, ServerOptions server, IReadOnlyList<IPEndPoint> listened, HealthOptions options, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        Addresses = options.Addresses.Count > 0 ? options.Addresses : [.. listened.Select(OfThisMachine).Distinct()];
        string? identity = server.Identity.IdServer ?? server.Identity.HostnameBind;
        var name = DomainName.Parse(server.Identity.IdServer is null ? "hostname.bind." : "id.server.");
        bool isAsked = server.Edns.Nsid.IsEmpty && identity is not null;
        _questions = new SentinelQuestions(zones, name, isAsked);
        _check = new SentinelCheck(server.Edns.Nsid, identity);
    }

    public IReadOnlyList<IPEndPoint> Addresses { get; }

    /// <summary>Takes as long as the slowest answer, and no longer than the timeout.</summary>
    public IReadOnlyList<ProbeResult> Run()
    {
        var probes = new List<Probe>();
        foreach (IPEndPoint address in Addresses)
        {
            foreach (Transport transport in Transports)
            {
                probes.Add(new Probe(address, transport, _questions.Next(), _check, _clock));
            }
        }

        long begun = _clock.GetTimestamp();
        probes.ForEach(probe => probe.Begin());
        while (probes.Exists(probe => probe.Result is null) && _clock.GetElapsedTime(begun) is var elapsed && elapsed < _options.ProbeTimeout)
        {
            Wait(probes, _options.ProbeTimeout - elapsed);
        }

        probes.Where(probe => probe.Result is null).ToList().ForEach(probe => probe.GiveUp());
        ProbeResult[] results = [.. probes.Select(Settle)];
        probes.ForEach(probe => probe.Dispose());
        return results;
    }

    public void Dispose() => _questions.Dispose();

    private static void Wait(List<Probe> probes, TimeSpan longest)
    {
        List<Probe> pending = probes.FindAll(probe => probe.Result is null);
        List<Socket> readers = [.. pending.Where(probe => !probe.WantsWrite).Select(probe => probe.Socket)];
        List<Socket> writers = [.. pending.Where(probe => probe.WantsWrite).Select(probe => probe.Socket)];
        Socket.Select(readers, writers, null, longest);
        HashSet<Socket> ready = [.. readers, .. writers];
        pending.FindAll(probe => ready.Contains(probe.Socket)).ForEach(probe => probe.Advance());
    }

    /// <summary>An answer out of a version that came meanwhile is neither right nor wrong: it is an answer.</summary>
    private ProbeResult Settle(Probe probe) => probe.Result is { Outcome: ProbeOutcome.Wrong } wrong && !_questions.IsPresent(probe.Sentinel)
        ? wrong with { Outcome = ProbeOutcome.Right, Cause = null }
        : probe.Result!;

    /// <summary>All addresses are asked for by the one that every machine has.</summary>
    private static IPEndPoint OfThisMachine(IPEndPoint address) =>
        address.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, address.Port)
        : address.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, address.Port)
        : address;
}
