using System.Net;
using ReverseDns.App.Configuration;
using ReverseDns.App.Supervision;

namespace ReverseDns.App.Serving;

/// <summary>What an instance is started with.</summary>
/// <param name="File">The configuration file, read again at a reload; null when there is none, as in the demo.</param>
/// <param name="ControlSocket">Null: no control socket.</param>
/// <param name="Ready">Called once when all addresses are answered.</param>
/// <param name="Manager">Who is told how the instance does.</param>
internal sealed record InstanceSetup(
    RdnsConfiguration Configuration, string? File, string? ControlSocket, Action<IReadOnlyList<IPEndPoint>> Ready, ServiceManager? Manager = null);
