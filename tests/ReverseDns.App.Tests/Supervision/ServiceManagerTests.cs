using System.Net.Sockets;
using System.Text;
using ReverseDns.App.Supervision;

namespace ReverseDns.App.Tests.Supervision;

public sealed class ServiceManagerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manager_hears_when_the_instance_is_ready_reloads_and_stops()
    {
        using Socket heard = Listen(_folder.File("notify"));
        using var manager = new ServiceManager(Environment(("NOTIFY_SOCKET", _folder.File("notify"))), TimeProvider.System);

        manager.Ready("3 zones,\nhealthy");
        manager.Reloading();
        manager.Stopping("draining");

        Assert.Equal("READY=1\nSTATUS=3 zones, healthy", Next(heard));
        Assert.Matches("^RELOADING=1\nMONOTONIC_USEC=[0-9]+\nSTATUS=reloading$", Next(heard));
        Assert.Equal("STOPPING=1\nSTATUS=draining", Next(heard));
    }

    [Fact]
    public void An_abstract_socket_is_reached_too()
    {
        string name = $"rdns-{Guid.NewGuid():N}";
        using Socket heard = Listen('\0' + name);
        using var manager = new ServiceManager(Environment(("NOTIFY_SOCKET", '@' + name)), TimeProvider.System);

        manager.Alive("healthy");

        Assert.Equal("WATCHDOG=1\nSTATUS=healthy", Next(heard));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("10000000", null, 10)]
    [InlineData("10000000", "1", null)]
    [InlineData("0", null, null)]
    [InlineData("soon", null, null)]
    public void The_watchdog_is_ours_when_it_is_set_for_this_process(string? microseconds, string? process, int? seconds)
    {
        using var manager = new ServiceManager(
            Environment(("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", process)), TimeProvider.System);

        Assert.Equal(seconds, manager.WatchdogTime?.TotalSeconds);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("relative")]
    [InlineData("/nowhere/at/all")]
    public void Where_nobody_listens_nothing_is_told(string? socket)
    {
        using var manager = new ServiceManager(Environment(("NOTIFY_SOCKET", socket)), TimeProvider.System);

        manager.Ready("healthy");
    }

    [Fact]
    public async Task What_is_stuck_gives_no_sign_of_life()
    {
        using Socket heard = Listen(_folder.File("notify"));
        using var manager = new ServiceManager(
            Environment(("NOTIFY_SOCKET", _folder.File("notify")), ("WATCHDOG_USEC", "40000")), TimeProvider.System);
        bool isStuck = false;
        int asked = 0;
        await using var life = new SignsOfLife(
            manager,
            () =>
            {
                Interlocked.Increment(ref asked);
                return Volatile.Read(ref isStuck) ? null : "healthy";
            },
            TimeProvider.System);
        Assert.Equal("WATCHDOG=1\nSTATUS=healthy", Next(heard));

        Volatile.Write(ref isStuck, true);
        int before = Volatile.Read(ref asked);
        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) > before + 1);
        while (heard.Available > 0)
        {
            Next(heard);
        }

        int then = Volatile.Read(ref asked);
        await Eventually.HoldsAsync(() => Volatile.Read(ref asked) > then + 3);
        Assert.Equal(0, heard.Available);
    }

    private static Func<string, string?> Environment(params (string Name, string? Value)[] variables) =>
        name => variables.FirstOrDefault(variable => string.Equals(variable.Name, name, StringComparison.Ordinal)).Value;

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 30_000 };
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static string Next(Socket heard)
    {
        byte[] buffer = new byte[4_096];
        return Encoding.UTF8.GetString(buffer, 0, heard.Receive(buffer));
    }
}
