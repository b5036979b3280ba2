using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ReverseDns.Server.Tests.Dnstap;

public class DnstapReaderTests
{
    private const string Wanted = "protobuf:dnstap.Dnstap";

    private static readonly byte[] Accept = FrameStreams.Write(FrameControl.Accept);

    /// <summary>What a reader says in place of ACCEPT, and what comes of it.</summary>
    public static TheoryData<byte[], string> Hostile { get; } = new()
    {
        { "HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), "does not speak Frame Streams" },
        { [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[4_096]], "does not speak Frame Streams" },
        { [0, 0, 0, 0, 0, 0, 0, 0], "does not want dnstap" },
        { [0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 99], "does not want dnstap" },
        { [.. Accept.AsSpan(0, Accept.Length - 1), (byte)'x'], "does not want dnstap" },
        { FrameStreams.Write(FrameControl.Finish), "does not want dnstap" },
        { [.. Accept, .. Accept], "says what nobody has asked for" },
    };

    [DnstapTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Programs_that_read_dnstap_get_each_question_and_answer_once(bool isUnix)
    {
        int port = FreePort.Next();
        await using var tapped = TappedServer.Start(folder => TappedServer.To(
            reader: isUnix ? new UnixDomainSocketEndPoint(Path.Combine(folder, "socket")) : new IPEndPoint(IPAddress.Loopback, port)));
        string[] at = isUnix ? ["-u", "socket"] : ["-a", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture)];
        await using var capture = RunningProgram.Start(tapped.Folder, "fstrm_capture", ["-t", Wanted, "-w", "captured", .. at]);
        await Eventually.HoldsAsync(() => tapped.Writer.Counts.IsOpen, () => capture.Log);
        IReadOnlyList<CountedQuestions.Asked> asked = await CountedQuestions.AskAsync(tapped.Server, rounds: 5);
        await tapped.SettledAsync(tapped.Writer.Counts.Chosen);
        await tapped.Writer.DisposeAsync();
        await capture.EndAsync();

        DnstapFrames.AreOf(asked, DnstapFrames.ReadFile(Path.Combine(tapped.Folder, "captured")), tapped.Begin);
        string[] lines = (await Programs.RunAsync(tapped.Folder, "dnstap-ldns", "-q", "-r", "captured")).Split('\n');
        Assert.Equal(asked.Count, lines.Count(line => line.Contains(" AQ ", StringComparison.Ordinal)));
        Assert.Equal(asked.Count, lines.Count(line => line.Contains(" AR ", StringComparison.Ordinal)));
        Assert.Equal((asked.Count, 0L), (tapped.Writer.Counts.Sent, tapped.Writer.Counts.Broken));
    }

    [Fact]
    public async Task Without_a_reader_all_is_answered_and_counted_as_lost_until_there_is_one()
    {
        await using var tapped = TappedServer.Start(folder => TappedServer.To(reader: SocketIn(folder)));
        await Eventually.HoldsAsync(() => tapped.Writer.Gate == TapGate.NoReader);
        int unread = (await CountedQuestions.AskAsync(tapped.Server, rounds: 1)).Count;
        await tapped.SettledAsync(unread);
        Assert.Equal((unread, 0L), (tapped.Writer.Counts.NoReader, tapped.Writer.Counts.Sent));

        using var reader = new FrameReader(tapped.Folder);
        using Socket connection = await reader.AcceptAsync(Accept);
        await Eventually.HoldsAsync(() => tapped.Writer.Gate == TapGate.Open);
        int read = (await CountedQuestions.AskAsync(tapped.Server, rounds: 1)).Count;
        await tapped.SettledAsync(unread + read);
        Assert.Equal((unread, read), (tapped.Writer.Counts.NoReader, tapped.Writer.Counts.Sent));
        Assert.Equal("open", tapped.Said.Last());
    }

    [Fact]
    public async Task A_reader_that_has_gone_is_replaced_by_the_next_and_what_came_between_is_counted()
    {
        await using var tapped = TappedServer.Start(folder => TappedServer.To(reader: SocketIn(folder)));
        using var reader = new FrameReader(tapped.Folder);
        int asked = 0;
        for (int coming = 0; coming < 2; coming++)
        {
            using (Socket connection = await reader.AcceptAsync(Accept))
            {
                await Eventually.HoldsAsync(() => tapped.Writer.Gate == TapGate.Open);
                asked += (await CountedQuestions.AskAsync(tapped.Server, rounds: 1)).Count;
                await tapped.SettledAsync(asked);
            }

            asked += (await CountedQuestions.AskAsync(tapped.Server, rounds: 1)).Count;
            await Eventually.HoldsAsync(() => tapped.Writer.Counts.Failures > coming);
        }

        await tapped.SettledAsync(asked);
        Assert.True(tapped.Writer.Counts.Sent > 0);
    }

    [Fact]
    public async Task A_reader_that_is_frozen_delays_no_answer_and_its_losses_add_up()
    {
        await using var tapped = TappedServer.Start(folder => TappedServer.To(
            reader: SocketIn(folder), tap: new TapOptions { BufferSize = TapOptions.SmallestBuffer }));
        using var reader = new FrameReader(tapped.Folder);
        using Socket connection = await reader.AcceptAsync(Accept);
        await Eventually.HoldsAsync(() => tapped.Writer.Gate == TapGate.Open);
        int asked = 0;
        for (int round = 0; round < 100 && tapped.Writer.Counts.Full < 100; round++)
        {
            asked += (await CountedQuestions.AskAsync(tapped.Server, rounds: 10)).Count;
        }

        Assert.True(tapped.Writer.Counts.Full >= 100, tapped.Writer.Counts.ToString());
        await tapped.Writer.DisposeAsync();
        await tapped.SettledAsync(asked);
        Assert.True(tapped.Writer.Counts.Broken > 0);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_reader_that_says_something_else_is_left_and_nothing_is_sent_to_it(byte[] said, string reason)
    {
        await using var tapped = TappedServer.Start(folder => TappedServer.To(reader: SocketIn(folder)));
        using var reader = new FrameReader(tapped.Folder);
        using Socket connection = await reader.AcceptAsync(said);
        await Eventually.HoldsAsync(() => tapped.Said.Contains(reason), () => string.Join(", ", tapped.Said));
        int asked = (await CountedQuestions.AskAsync(tapped.Server, rounds: 1)).Count;
        await tapped.SettledAsync(asked);
        Assert.Equal(0, tapped.Writer.Counts.Sent);
    }

    private static UnixDomainSocketEndPoint SocketIn(string folder) => new(Path.Combine(folder, "socket"));

    /// <summary>A reader that says what a test wants it to.</summary>
    private sealed class FrameReader : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public FrameReader(string folder)
        {
            _listener.Bind(SocketIn(folder));
            _listener.Listen(8);
        }

        /// <summary>The next connection, which has said that it is ready and been told this.</summary>
        public async Task<Socket> AcceptAsync(byte[] says)
        {
            using var patience = new CancellationTokenSource(Servers.Patience);
            Socket connection = await _listener.AcceptAsync(patience.Token);
            byte[] ready = new byte[FrameStreams.Write(FrameControl.Ready).Length];
            using var stream = new NetworkStream(connection, ownsSocket: false);
            await stream.ReadExactlyAsync(ready, patience.Token);
            Assert.Equal(FrameStreams.Write(FrameControl.Ready), ready);
            await connection.SendAsync(says, patience.Token);
            return connection;
        }

        public void Dispose() => _listener.Dispose();
    }
}
