using System.Net;
using System.Net.Sockets;
using ReverseDns.Server;

namespace ReverseDns.App.Health;

/// <summary>A question to ourselves, and what became of it.</summary>
/// <param name="Cause">What was asked, what came and what should have; null when all is right.</param>
/// <param name="Time">From the question to the answer; until it was given up when there was none.</param>
internal sealed record ProbeResult(IPEndPoint Address, Transport Transport, ProbeOutcome Outcome, string? Cause, TimeSpan Time)
{
    public bool IsIpv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;
}
