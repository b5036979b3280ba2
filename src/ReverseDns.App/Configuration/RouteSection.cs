using ReverseDns.App.Route;

namespace ReverseDns.App.Configuration;

/// <summary>Reads what 'rdns route' announces, and where the server holds it to that.</summary>
internal static class RouteSection
{
    private const int LongestInterface = 15;
    private const int LongestSocket = 100;

    /// <summary>Null: nothing is announced from here.</summary>
    public static RouteOptions? Read(ConfigSection section, string folder, ConfigErrors errors)
    {
        var byDefault = new RouteOptions { Addresses = [] };
        IReadOnlyList<ConfigScalar> texts = section.Texts(
            "addresses", [],
            "Addresses of the service, each with the length of the prefix that is announced for it: 192.0.2.53/24 is answered " +
            "on 192.0.2.53 and announced as 192.0.2.0/24. [] is no route, and no 'rdns route'.");
        string socket = section.Text("socket", byDefault.Socket, "Where 'rdns route' hears from 'rdns serve' that all is well.", LongestSocket);
        TimeSpan lease = section.Duration(
            "lease", byDefault.Lease, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30),
            "When nothing is heard for this long the route is withdrawn; so it is by the kernel when 'rdns route' itself is dead or stopped.");
        TimeSpan holdDown = section.Duration(
            "hold-down", byDefault.HoldDown, TimeSpan.Zero, TimeSpan.FromDays(1),
            "After a withdrawal for a fault the route is not announced again sooner: a fault that comes and goes changes it once in this time.");
        string hold = section.Text(
            "hold-interface", byDefault.HoldInterface,
            "The interface that has the addresses all the time (/32, /128), so that they are answered while nothing is announced.", LongestInterface);
        string announced = section.Text(
            "interface", byDefault.Interface!,
            "The interface that has them while they are announced, for the routing daemon to announce as connected; made when it is not there " +
            "(dummy, else ifb). \"\": none, the daemon's socket alone tells it.", LongestInterface);
        string degraded = section.Text(
            "degraded-interface", byDefault.DegradedInterface!,
            "The same for second best: the daemon announces what is connected there with a longer path or a community. \"\": no difference is made.",
            LongestInterface);
        DaemonOptions? bird = Daemon(
            section.Section("bird", "BIRD is asked what it announces, and told by protocols where 'interface' is not enough."),
            "/run/bird/bird.ctl",
            "Protocols that are enabled while announced, else disabled: static ones, when no interface is to be the sign.",
            "Protocols that are enabled instead for second best.");
        DaemonOptions? frr = Daemon(
            section.Section("frr", "FRR is asked what it announces."),
            "/run/frr/bgpd.vty",
            "Commands of configure mode that make it announce without reserve, such as 'no set as-path prepend' behind 'route-map RDNS permit 10'.",
            "Commands of configure mode for second best.");
        section.End();
        IReadOnlyList<AnnouncedAddress> addresses = Addresses(texts, errors);
        if (texts.Count > 0 && announced.Length == 0 && bird is not { Announced.Count: > 0 })
        {
            errors.Add(section.Place, "route: neither an 'interface' nor 'bird.announced', so nothing could be withdrawn");
        }

        return texts.Count == 0 ? null : new RouteOptions
        {
            Addresses = addresses,
            Socket = Path.GetFullPath(socket, folder),
            Lease = lease,
            HoldDown = holdDown,
            HoldInterface = hold,
            Interface = OrNone(announced),
            DegradedInterface = OrNone(degraded),
            Bird = bird,
            Frr = frr,
        };
    }

    private static List<AnnouncedAddress> Addresses(IReadOnlyList<ConfigScalar> texts, ConfigErrors errors)
    {
        var addresses = new List<AnnouncedAddress>();
        foreach (ConfigScalar text in texts)
        {
            if (!AnnouncedAddress.TryParse(text.Text, out AnnouncedAddress? address))
            {
                errors.Add(text, $"route.addresses: '{text.Text}' is no address with a prefix length, such as 192.0.2.53/24");
            }
            else if (addresses.Exists(other => other.Address.Equals(address.Address)))
            {
                errors.Add(text, $"route.addresses: {address.Address} is listed twice");
            }
            else
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    private static DaemonOptions? Daemon(ConfigSection section, string usual, string announced, string degraded)
    {
        string socket = section.Text("socket", "", $"Its control socket, such as {usual}; \"\": none is asked.", LongestSocket);
        IReadOnlyList<ConfigScalar> first = section.Texts("announced", [], announced);
        IReadOnlyList<ConfigScalar> second = section.Texts("degraded", [], degraded);
        section.End();
        return socket.Length == 0 ? null : new DaemonOptions(socket, [.. first.Select(text => text.Text)], [.. second.Select(text => text.Text)]);
    }

    private static string? OrNone(string text) => text.Length == 0 ? null : text;
}
