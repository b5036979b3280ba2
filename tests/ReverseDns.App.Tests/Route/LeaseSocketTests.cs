using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ReverseDns.App.Health;
using ReverseDns.App.Route;
using ReverseDns.App.Route.Guard;

namespace ReverseDns.App.Tests.Route;

public sealed class LeaseSocketTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LeaseBook _book = new(TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly LeaseSocket _socket;

    public LeaseSocketTests() => _socket = new LeaseSocket(_folder.File("route.sock"), _book, () => { }, () => Status);

    private GuardStatus Status => new(
        1, "", _book.Decide().State, default, "", Verified: true, "", Trouble: null, HeldUntil: null, 0, _book.Lines(), []);

    [Fact]
    public async Task A_connection_renews_a_lease_until_it_ends()
    {
        using (Socket server = Connect())
        {
            string line = JsonSerializer.Serialize(
                new LeaseMessage(7, Verdict.Healthy, [], TimeProvider.System.GetTimestamp()), LeaseJson.Default.LeaseMessage);
            Assert.Contains("\"announced\"", await AskAsync(server, line), StringComparison.OrdinalIgnoreCase);
            Assert.Contains("\"announced\"", await AskAsync(server, "{\"process\":8}"), StringComparison.OrdinalIgnoreCase);
        }

        await Eventually.HoldsAsync(() => _book.Decide().State == RouteState.Withdrawn);
    }

    [Theory]
    [InlineData("nonsense\n")]
    [InlineData("{\"process\":\"x\"}\n")]
    [InlineData("null\n")]
    public async Task Whoever_says_something_else_is_let_go(string line)
    {
        using Socket client = Connect();
        await client.SendAsync(Encoding.UTF8.GetBytes(line));

        Assert.Equal(0, await client.ReceiveAsync(new byte[10]));
    }

    [Fact]
    public async Task A_line_without_end_is_not_waited_for()
    {
        using Socket client = Connect();
        await client.SendAsync(new byte[16 << 10]);

        Assert.Equal(0, await client.ReceiveAsync(new byte[10]));
    }

    [Fact]
    public void Nobody_beside_owner_and_group_may_connect() => Assert.Equal(
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
        File.GetUnixFileMode(_folder.File("route.sock")));

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        _folder.Dispose();
    }

    private Socket Connect()
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(_folder.File("route.sock")));
        return client;
    }

    private static async Task<string> AskAsync(Socket socket, string line)
    {
        await socket.SendAsync(Encoding.UTF8.GetBytes(line + "\n"));
        byte[] answer = new byte[4_096];
        return Encoding.UTF8.GetString(answer, 0, await socket.ReceiveAsync(answer));
    }
}
