using System.Net;
using ReverseDns.App.Configuration;

namespace ReverseDns.App.Serving;

/// <summary>What an instance is started with.</summary>
/// <param name="File">The configuration file, read again at a reload; null when there is none, as in the demo.</param>
/// <param name="ControlSocket">Null: no control socket.</param>
/// <param name="Ready">Called once when all addresses are answered.</param>
internal sealed record InstanceSetup(
    RdnsConfiguration Configuration, string? File, string? ControlSocket, Action<IReadOnlyList<IPEndPoint>> Ready);
