using ReverseDns.App.Configuration;

namespace ReverseDns.App.Commands;

/// <summary>What 'rdns keys' takes out of the configuration file; defaults where a folder is named instead.</summary>
/// <param name="ControlSocket">Of the instance that signs; null: none is known.</param>
internal sealed record KeysConfiguration(DnssecConfiguration Dnssec, string? ControlSocket);
