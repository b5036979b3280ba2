using System.Globalization;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>
/// Instances of one anycast service, the router that they announce it to, and a resolver's host behind that; each in a network
/// namespace. All of it goes with the lab.
/// </summary>
internal sealed class AnycastLab : IAsyncDisposable
{
    public const string Zone = "2.0.192.in-addr.arpa";
    private const int Client = 99;

    private readonly TemporaryFolder _folder = new();
    private readonly List<AnycastInstance> _instances = [];
    private readonly string _name = $"rdns{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..4]}";
    private RunningProgram? _bird;

    private AnycastLab()
    {
    }

    public IReadOnlyList<AnycastInstance> Instances => _instances;

    public NetworkNamespace Router { get; private set; } = null!;

    public NetworkNamespace Resolver { get; private set; } = null!;

    public RouterTable Table { get; private set; } = null!;

    public static string ZoneText { get; } = $"""
        $ORIGIN {Zone}.
        @ 3600 SOA ns.example. host.example. 1 7200 900 1209600 300
        @ 3600 NS ns.example.
        {string.Join('\n', Enumerable.Range(0, 256).Select(host => string.Create(CultureInfo.InvariantCulture, $"{host} 3600 PTR host-{host}.example.net.")))}

        """;

    /// <summary>Everything runs; that routes are announced takes another moment.</summary>
    /// <param name="prepare">Called for each instance before it is configured.</param>
    /// <param name="begin">Called before the first of them starts.</param>
    /// <param name="serves">Name servers run too; else somebody in the test may have their leases.</param>
    public static async Task<AnycastLab> StartAsync(
        int instances, RoutingDaemon daemon, string holdDown = "0s", Action<AnycastLab, AnycastInstance>? prepare = null, bool serves = true, Func<AnycastLab, Task>? begin = null)
    {
        var lab = new AnycastLab();
        try
        {
            await lab.BuildAsync(instances, daemon, holdDown, prepare);
            await (begin?.Invoke(lab) ?? Task.CompletedTask);
            await Task.WhenAll(lab._instances.Select(instance => StartAsync(instance, serves)));
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    public override string ToString() => string.Join('\n', _instances);

    public string File(string name) => _folder.File(name);

    public async ValueTask DisposeAsync()
    {
        foreach (AnycastInstance instance in _instances)
        {
            await instance.DisposeAsync();
        }

        if (_bird is not null)
        {
            await _bird.DisposeAsync();
        }

        foreach (NetworkNamespace? space in (IEnumerable<NetworkNamespace?>)[.. _instances.Select(instance => instance.Space), Router, Resolver])
        {
            if (space is not null)
            {
                await space.DisposeAsync();
            }
        }

        _folder.Dispose();
    }

    private async Task BuildAsync(int instances, RoutingDaemon daemon, string holdDown, Action<AnycastLab, AnycastInstance>? prepare)
    {
        // Daemons that run as others have their sockets below.
        System.IO.File.SetUnixFileMode(_folder.Path, System.IO.File.GetUnixFileMode(_folder.Path) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
        Router = await NetworkNamespace.CreateAsync($"{_name}-r");
        Resolver = await NetworkNamespace.CreateAsync($"{_name}-c");
        await Router.RunAsync("/", "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.keep_addr_on_down=1", "net.ipv6.conf.all.forwarding=1", "net.ipv4.fib_multipath_hash_policy=1", "net.ipv6.fib_multipath_hash_policy=1");
        await LinkAsync(Resolver, Client);
        for (int number = 1; number <= instances; number++)
        {
            NetworkNamespace space = await NetworkNamespace.CreateAsync(string.Create(CultureInfo.InvariantCulture, $"{_name}-{number}"));
            string folder = Directory.CreateDirectory(_folder.File(string.Create(CultureInfo.InvariantCulture, $"i{number}"))).FullName;
            var instance = new AnycastInstance(number, space, folder, daemon);
            _instances.Add(instance);
            await LinkAsync(space, number);
            Directory.CreateDirectory(instance.File("zones"));
            await System.IO.File.WriteAllTextAsync(instance.File($"zones/{Zone}.zone"), ZoneText);
            prepare?.Invoke(this, instance);
            instance.Configure(holdDown);
        }

        await System.IO.File.WriteAllTextAsync(_folder.File("router.conf"), DaemonFiles.Router(instances));
        _bird = Router.Start(_folder.Path, "bird", "-f", "-c", "router.conf", "-s", "router.ctl", "-P", "router.pid");
        Table = new RouterTable(_folder.File("router.ctl"));
        await Eventually.HoldsAsync(() => System.IO.File.Exists(_folder.File("router.ctl")), () => _bird.Log);
    }

    private static async Task StartAsync(AnycastInstance instance, bool serves)
    {
        await instance.StartDaemonAsync();
        await instance.StartGuardAsync();
        if (serves)
        {
            await instance.StartServerAsync();
        }
    }

    /// <summary>Between the router and somebody who sends everything there.</summary>
    private async Task LinkAsync(NetworkNamespace space, int number)
    {
        string link = string.Create(CultureInfo.InvariantCulture, $"r{number}");
        await NetworkNamespace.ConnectAsync(space, "up0", Router, link);
        foreach ((NetworkNamespace end, string name, int host) in new[] { (space, "up0", 2), (Router, link, 1) })
        {
            await end.IpAsync(string.Create(CultureInfo.InvariantCulture, $"address add 10.9.{number}.{host}/24 dev {name}"));
            await end.IpAsync(string.Create(CultureInfo.InvariantCulture, $"address add fd00:9:{number}::{host}/64 dev {name} nodad"));
            await end.IpAsync($"link set {name} up");
        }

        await space.IpAsync(string.Create(CultureInfo.InvariantCulture, $"route add default via 10.9.{number}.1"));
        await space.IpAsync(string.Create(CultureInfo.InvariantCulture, $"route add default via fd00:9:{number}::1"));
    }
}
