using System.Buffers.Binary;

namespace ReverseDns.Server.Tests.Dnstap;

/// <summary>Frames as anybody who knows Frame Streams and the schema reads them.</summary>
internal static class DnstapFrames
{
    /// <summary>All messages of a file that is whole: it begins and ends with the control frames for that.</summary>
    public static IReadOnlyList<Dnstap> ReadFile(string path)
    {
        byte[] octets = File.ReadAllBytes(path);
        var messages = new List<Dnstap>();
        Assert.Equal(FrameStreams.Write(FrameControl.Start), octets[..FrameStreams.Write(FrameControl.Start).Length]);
        int position = FrameStreams.Write(FrameControl.Start).Length;
        while (BinaryPrimitives.ReadInt32BigEndian(octets.AsSpan(position)) is var length and not 0)
        {
            messages.Add(Dnstap.Parser.ParseFrom(octets, position + 4, length));
            position += 4 + length;
        }

        Assert.Equal(FrameStreams.Write(FrameControl.Stop), octets[position..]);
        return messages;
    }

    /// <summary>Whether all that was asked, and nothing else, stands in the messages: each question, then its answer.</summary>
    public static void AreOf(IReadOnlyList<CountedQuestions.Asked> asked, IReadOnlyList<Dnstap> messages, DateTime begin)
    {
        Assert.Equal(2 * asked.Count, messages.Count);
        var byId = messages.GroupBy(message => IdOf(message.Message)).ToDictionary(group => group.Key, group => group.ToList());
        foreach (CountedQuestions.Asked one in asked)
        {
            List<Dnstap> pair = byId[one.Id];
            Assert.Equal([Message.Types.Type.AuthQuery, Message.Types.Type.AuthResponse], pair.Select(message => message.Message.Type));
            pair.ForEach(message => IsOf(one, message, begin));
            Assert.Equal(one.Query, pair[0].Message.QueryMessage.ToByteArray());
            Assert.False(pair[0].Message.HasResponseMessage);
            Assert.Equal(one.Response, pair[1].Message.ResponseMessage.ToByteArray());
            Assert.InRange(Time(pair[1].Message.ResponseTimeSec, pair[1].Message.ResponseTimeNsec), Time(pair[0].Message.QueryTimeSec, pair[0].Message.QueryTimeNsec), DateTime.MaxValue);
        }
    }

    private static void IsOf(CountedQuestions.Asked one, Dnstap message, DateTime begin)
    {
        Message found = message.Message;
        Assert.Equal(("node-1", "rdns test"), (message.Identity.ToStringUtf8(), message.Version.ToStringUtf8()));
        Assert.Equal(one.Zone, found.QueryZone.ToByteArray());
        Assert.Equal(one.Zone.Length > 0, found.HasQueryZone);
        Assert.Equal(one.IsUdp ? SocketProtocol.Udp : SocketProtocol.Tcp, found.SocketProtocol);
        Assert.Equal(one.Client.Address.GetAddressBytes().Length == 4 ? SocketFamily.Inet : SocketFamily.Inet6, found.SocketFamily);
        Assert.Equal(one.Client.Address.GetAddressBytes(), found.QueryAddress.ToByteArray());
        Assert.Equal(one.Server.Address.GetAddressBytes(), found.ResponseAddress.ToByteArray());
        Assert.Equal((one.Client.Port, one.Server.Port), ((int)found.QueryPort, (int)found.ResponsePort));
        Assert.InRange(Time(found.QueryTimeSec, found.QueryTimeNsec), begin, TimeProvider.System.GetUtcNow().UtcDateTime);
    }

    private static int IdOf(Message message) => BinaryPrimitives.ReadUInt16BigEndian(
        message.Type == Message.Types.Type.AuthQuery ? message.QueryMessage.Span : message.ResponseMessage.Span);

    private static DateTime Time(ulong seconds, uint nanoseconds) =>
        DateTime.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
