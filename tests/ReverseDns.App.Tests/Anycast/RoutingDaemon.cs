namespace ReverseDns.App.Tests.Anycast;

/// <summary>What an instance of the lab announces its route with.</summary>
internal enum RoutingDaemon
{
    Bird,
    Frr,
}
