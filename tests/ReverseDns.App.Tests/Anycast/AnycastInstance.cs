using System.Globalization;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>One instance of a lab: a name server, its guard and a routing daemon in a namespace of their own.</summary>
internal sealed class AnycastInstance(int number, NetworkNamespace space, string folder, RoutingDaemon daemon) : IAsyncDisposable
{
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;
    private const string FrrFolder = "/usr/lib/frr";

    private readonly List<RunningProgram> _daemons = [];

    public int Number => number;

    public NetworkNamespace Space => space;

    public string Folder => folder;

    /// <summary>The 'zones' key, and whatever else differs from other instances.</summary>
    public string Zones { get; set; } = "zones:\n  - folder: zones";

    /// <summary>The state folder.</summary>
    public string State { get; set; } = "state";

    /// <summary>A key of 'health' beside those that all instances have.</summary>
    public string Health { get; set; } = "keep-last: never";

    /// <summary>Lines behind the configuration of the routing daemon.</summary>
    public string MoreOfDaemon { get; set; } = "";

    /// <summary>The routing daemon; of FRR the one that speaks BGP.</summary>
    public RunningProgram Daemon => _daemons[^1];

    public RunningProgram? Server { get; private set; }

    public RunningProgram? Guard { get; private set; }

    public string File(string name) => Path.Combine(folder, name);

    public void Configure(string holdDown)
    {
        Directory.CreateDirectory(File(State));
        string socket = daemon == RoutingDaemon.Bird
            ? "bird: { socket: bird.ctl }"
            : "frr: { socket: frr/bgpd.vty }";
        System.IO.File.WriteAllText(File("rdns.yaml"), $"""
            listen: [192.0.2.53, "2001:db8::53"]
            workers: 1
            pin-workers: false
            drain-time: 500ms
            history: false
            health:
              start-hold: 0s
              well-after: 2s
              signature-margin: 0s
              signature-least: 20s
              {Health}
            rate-limit:
              enabled: false
            state-folder: {State}
            control:
              socket: control.sock
            identity:
              id-server: i{number}
            route:
              addresses: [192.0.2.53/24, "2001:db8::53/48"]
              socket: route.sock
              hold-down: {holdDown}
              {socket}
            {Zones}

            """);
    }

    public async Task StartDaemonAsync()
    {
        if (daemon == RoutingDaemon.Bird)
        {
            await System.IO.File.WriteAllTextAsync(File("bird.conf"), DaemonFiles.BirdOfInstance(number) + MoreOfDaemon);
            _daemons.Add(space.Start(folder, "bird", "-f", "-c", "bird.conf", "-s", "bird.ctl", "-P", "bird.pid"));
            await Eventually.HoldsAsync(() => System.IO.File.Exists(File("bird.ctl")), () => _daemons[^1].Log);
            return;
        }

        Directory.CreateDirectory(File("frr"));
        await System.IO.File.WriteAllTextAsync(File("frr/zebra.conf"), "hostname zebra\n");
        await System.IO.File.WriteAllTextAsync(File("frr/bgpd.conf"), DaemonFiles.FrrOfInstance(number));
        await Programs.RunAsync(folder, "chown", "-R", "frr:frr", "frr");
        foreach (string program in new[] { "zebra", "bgpd" })
        {
            string frr = File("frr");
            _daemons.Add(space.Start(
                frr, $"{FrrFolder}/{program}", "-f", $"{frr}/{program}.conf", "-i", $"{frr}/{program}.pid", "-z", $"{frr}/zserv.api", "--vty_socket", frr, "-P", "0"));
            await Eventually.HoldsAsync(() => System.IO.File.Exists($"{frr}/{program}.vty"), () => _daemons[^1].Log);
        }
    }

    public async Task StartGuardAsync() => Guard = await StartAsync("route");

    public async Task StartServerAsync() => Server = await StartAsync("serve");

    /// <summary>Completed when the new process of an upgrade answers.</summary>
    public Task Upgraded { get; private set; } = Task.CompletedTask;

    public Task BeginUpgrade()
    {
        Upgraded = UpgradeAsync();
        return Task.CompletedTask;
    }

    public Task<string> CtlAsync(params string[] arguments) =>
        space.RunAsync(folder, "dotnet", ["exec", Rdns.Assembly, "ctl", .. arguments, "--socket", File("control.sock")]);

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProgram program in (IEnumerable<RunningProgram>)[.. Server is null ? [] : (RunningProgram[])[Server], .. Guard is null ? [] : (RunningProgram[])[Guard], .. _daemons])
        {
            if (!program.HasEnded)
            {
                program.Send(Kill);
            }

            await program.DisposeAsync();
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"instance {number}\n{Guard?.Log}\n{Server?.Log}");

    private async Task UpgradeAsync()
    {
        Server!.Send(Terminate);
        await Server.DisposeAsync();
        await StartServerAsync();
    }

    private async Task<RunningProgram> StartAsync(string command)
    {
        RunningProgram program = space.Start(folder, "dotnet", "exec", Rdns.Assembly, command, "-c", "rdns.yaml");
        await Eventually.HoldsAsync(
            () => program.HasEnded || program.Log.Contains("ready:", StringComparison.Ordinal), () => program.Log);
        Assert.False(program.HasEnded, program.Log);
        return program;
    }
}
