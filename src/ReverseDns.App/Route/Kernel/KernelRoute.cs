namespace ReverseDns.App.Route.Kernel;

/// <summary>
/// The route as addresses of interfaces: held on one all the time, and on another while announced, there for some seconds at a
/// time. What is to be there comes before the other goes, so that there is no gap between them. For one thread.
/// </summary>
internal sealed class KernelRoute(RouteOptions options) : IDisposable
{
    private const uint NoMetric = 0;
    private const uint SecondBest = 200;
    private const uint LastOfAll = 1_000;

    private readonly NetlinkSocket _netlink = new();

    /// <summary>How long addresses stay when nobody renews them.</summary>
    public static TimeSpan LeaseOf(TimeSpan lease) => TimeSpan.FromSeconds(Math.Ceiling(lease.TotalSeconds));

    private KernelInterfaces Interfaces => new(_netlink);

    /// <summary>Has the addresses answered here, whatever is announced.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Hold()
    {
        uint link = Interfaces.Require(options.HoldInterface);
        foreach (AnnouncedAddress address in options.Addresses)
        {
            Interfaces.Put(link, address with { PrefixLength = address.IsIpv6 ? 128 : 32 }, KernelInterfaces.Forever, LastOfAll);
        }
    }

    /// <summary>Makes it so, or renews it.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public void Apply(RouteState state)
    {
        string? at = At(state);
        string[] others = [.. Signs().Where(name => !string.Equals(name, at, StringComparison.Ordinal))];

        // FRR's zebra loses its way among two interfaces with one prefix, and sends no withdrawal for so short a gap.
        bool removesFirst = options.Frr is not null;
        if (removesFirst)
        {
            Remove(others);
        }

        if (at is not null)
        {
            Put(at);
        }

        if (!removesFirst)
        {
            Remove(others);
        }
    }

    /// <summary>What interfaces say now: something is announced as soon as one address is.</summary>
    /// <exception cref="IOException">The kernel does not say.</exception>
    public RouteState Read()
    {
        foreach (string name in Signs())
        {
            if (Interfaces.Find(name) is (uint link, true) && Interfaces.Addresses(link).Any(options.Addresses.Contains))
            {
                return string.Equals(name, options.Interface, StringComparison.Ordinal) ? RouteState.Announced : RouteState.Degraded;
            }
        }

        return RouteState.Withdrawn;
    }

    public void Dispose() => _netlink.Dispose();

    private void Put(string name)
    {
        uint link = Interfaces.Require(name);
        uint seconds = (uint)LeaseOf(options.Lease).TotalSeconds;
        foreach (AnnouncedAddress address in options.Addresses)
        {
            Interfaces.Put(link, address, seconds, string.Equals(name, options.Interface, StringComparison.Ordinal) ? NoMetric : SecondBest);
        }
    }

    private void Remove(IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (Interfaces.Find(name) is (uint link, _))
            {
                options.Addresses.ToList().ForEach(address => Interfaces.Remove(link, address));
            }
        }
    }

    private string? At(RouteState state) => state switch
    {
        RouteState.Announced => options.Interface,
        RouteState.Degraded => options.Interface is null ? null : options.DegradedInterface ?? options.Interface,
        _ => null,
    };

    private IEnumerable<string> Signs() =>
        options.Interface is null ? [] : options.DegradedInterface is { } degraded ? [options.Interface, degraded] : [options.Interface];
}
