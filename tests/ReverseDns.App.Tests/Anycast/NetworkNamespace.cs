using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>A network namespace of a lab, gone with it.</summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const string Ip = "ip";
    private const int NewNetwork = 0x4000_0000;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    public static async Task<NetworkNamespace> CreateAsync(string name)
    {
        await Programs.RunAsync("/", Ip, "netns", "add", name);
        var made = new NetworkNamespace(name);
        await made.IpAsync("link set lo up");
        return made;
    }

    /// <summary>A pair of links, one end each.</summary>
    public static Task ConnectAsync(NetworkNamespace left, string leftLink, NetworkNamespace right, string rightLink) => Programs.RunAsync(
        "/", Ip, "link", "add", leftLink, "netns", left.Name, "type", "veth", "peer", "name", rightLink, "netns", right.Name);

    /// <param name="arguments">With blanks between.</param>
    public Task<string> IpAsync(string arguments) => Programs.RunAsync("/", Ip, ["-n", Name, .. arguments.Split(' ')]);

    public Task<string> RunAsync(string folder, string program, params IEnumerable<string> arguments) =>
        Programs.RunAsync(folder, Ip, ["netns", "exec", Name, program, .. arguments]);

    public RunningProgram Start(string folder, string program, params IEnumerable<string> arguments) =>
        RunningProgram.Start(folder, Ip, ["netns", "exec", Name, program, .. arguments]);

    /// <summary>Has something done, such as making sockets, by a thread that is in the namespace.</summary>
    public T Enter<T>(Func<T> work)
    {
        T? result = default;
        int error = 0;
        var thread = new Thread(() =>
        {
            using SafeFileHandle space = File.OpenHandle($"/run/netns/{Name}");
            error = SetNamespace((int)space.DangerousGetHandle(), NewNetwork) == 0 ? 0 : Marshal.GetLastPInvokeError();
            result = error == 0 ? work() : default;
        });
        thread.Start();
        thread.Join();
        Assert.Equal(0, error);
        return result!;
    }

    public async ValueTask DisposeAsync() => await Programs.TryRunAsync("/", Ip, "netns", "del", Name);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetNamespace(int descriptor, int kind);
}
