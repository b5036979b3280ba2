using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using ReverseDns.App.Route.Daemons;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>The router's own routes to the service: to which instances it would send a question now.</summary>
internal sealed class RouterTable(string socket)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(5);

    /// <summary>Numbers of the instances that announce, with the length of the path.</summary>
    public async Task<IReadOnlyDictionary<int, int>> ReadAsync(string prefix = DaemonFiles.Prefix)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(socket));
        await ReplyAsync(client);
        await client.SendAsync(Encoding.ASCII.GetBytes($"show route {prefix} all\n"));
        BirdReply reply = await ReplyAsync(client);
        var instances = new Dictionary<int, int>();
        int last = 0;
        foreach ((int code, string text) in reply.IsError ? [] : reply.Lines)
        {
            int open = text.IndexOf("[i", StringComparison.Ordinal);
            if (code == 1007 && open >= 0)
            {
                last = int.Parse(text.AsSpan(open + 2, 1), NumberStyles.None, CultureInfo.InvariantCulture);
                instances[last] = 0;
            }
            else if (text.Contains("BGP.as_path:", StringComparison.Ordinal))
            {
                instances[last] = text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            }
        }

        return instances;
    }

    /// <summary>Waits until an instance announces, or does so no longer.</summary>
    /// <returns>How long that has taken.</returns>
    public Task<TimeSpan> AwaitAsync(int instance, bool announces) => AwaitAsync(
        routes => routes.ContainsKey(instance) == announces, $"instance {instance} {(announces ? "announces nothing" : "still announces")}");

    public async Task<TimeSpan> AwaitAsync(Func<IReadOnlyDictionary<int, int>, bool> condition, string otherwise)
    {
        long begin = Stopwatch.GetTimestamp();
        while (!condition(await ReadAsync()))
        {
            Assert.True(Stopwatch.GetElapsedTime(begin) < Patience, otherwise);
            await Task.Delay(Between);
        }

        return Stopwatch.GetElapsedTime(begin);
    }

    private static async Task<BirdReply> ReplyAsync(Socket client)
    {
        byte[] buffer = new byte[64 << 10];
        int length = 0;
        BirdReply? reply;
        while (!BirdReply.TryParse(buffer.AsSpan(0, length), out reply))
        {
            length += await client.ReceiveAsync(buffer.AsMemory(length));
        }

        return reply!;
    }
}
