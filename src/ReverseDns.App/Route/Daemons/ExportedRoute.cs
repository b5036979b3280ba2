using System.Net;

namespace ReverseDns.App.Route.Daemons;

/// <summary>A prefix that a daemon gives out.</summary>
/// <param name="Session">To whom.</param>
/// <param name="Source">Where it has it from: a protocol of BIRD's, or "local".</param>
internal sealed record ExportedRoute(IPNetwork Prefix, string Session, string Source);
