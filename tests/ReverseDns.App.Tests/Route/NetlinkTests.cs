using System.Net;
using ReverseDns.App.Route;
using ReverseDns.App.Route.Kernel;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.App.Tests.Route;

public class NetlinkTests
{
    private const int Rounds = 2_000;

    [Fact]
    public void What_is_written_is_read()
    {
        var dice = new Dice(1);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] fixedPart = dice.Bytes(4 * dice.Throw(5));
            (int Type, byte[] Value)[] attributes = [.. Enumerable.Range(0, dice.Throw(6)).Select(_ => (1 + dice.Throw(100), dice.Bytes(dice.Throw(40))))];
            var writer = new NetlinkWriter(NetlinkKind.NewAddress, NetlinkFlags.Create, (uint)round, fixedPart);
            foreach ((int type, byte[] value) in attributes)
            {
                writer.Attribute(type, value);
            }

            var messages = new NetlinkReader([.. writer.ToArray(), .. new NetlinkWriter(NetlinkKind.Done, NetlinkFlags.None, 9, []).ToArray()]);

            Assert.True(messages.TryReadMessage(out NetlinkKind kind, out uint sequence, out ReadOnlySpan<byte> body));
            Assert.Equal((NetlinkKind.NewAddress, (uint)round), (kind, sequence));
            Assert.Equal(fixedPart, body[..fixedPart.Length].ToArray());
            var reader = new NetlinkReader(body[fixedPart.Length..]);
            foreach ((int type, byte[] value) in attributes)
            {
                Assert.True(reader.TryReadAttribute(out int readType, out ReadOnlySpan<byte> readValue));
                Assert.Equal(type, readType);
                Assert.Equal(value, readValue.ToArray());
            }

            Assert.False(reader.TryReadAttribute(out _, out _));
            Assert.True(messages.TryReadMessage(out kind, out sequence, out body));
            Assert.Equal(NetlinkKind.Done, kind);
            Assert.False(messages.TryReadMessage(out kind, out sequence, out body));
        }
    }

    [Fact]
    public void Whatever_comes_is_read_to_an_end()
    {
        var dice = new Dice(2);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] octets = dice.Bytes(dice.Throw(200));
            if (octets.Length > 16 && !dice.OneIn(3))
            {
                // A length that may fit, so that reading goes on.
                BitConverter.TryWriteBytes(octets, (uint)dice.Throw(octets.Length + 4));
            }

            int heard = 0;
            _ = NetlinkSocket.TryEnd(octets, BitConverter.ToUInt32([.. octets, .. new byte[12]], 8), (kind, body) =>
            {
                heard++;
                _ = KernelInterfaces.TryReadAddress(body, out uint link, out AnnouncedAddress? address);
            }, out _);
            Assert.InRange(heard, 0, octets.Length / NetlinkWriter.HeaderSize);
        }
    }

    [Theory]
    [InlineData("192.0.2.53/24", "192.0.2.0/24")]
    [InlineData("192.0.2.53", "192.0.2.53/32")]
    [InlineData("192.0.2.53/31", "192.0.2.52/31")]
    [InlineData("2001:db8:1::53/47", "2001:db8::/47")]
    [InlineData("2001:db8::53", "2001:db8::53/128")]
    public void What_is_announced_is_the_prefix_around_the_address(string text, string prefix)
    {
        Assert.True(AnnouncedAddress.TryParse(text, out AnnouncedAddress? address));
        Assert.Equal(IPNetwork.Parse(prefix), address.Prefix);
    }

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.53/33")]
    [InlineData("192.0.2.53/0")]
    [InlineData("192.0.2.53/+8")]
    [InlineData("192.0.2/24")]
    [InlineData("192.0.2.53/24/24")]
    [InlineData("2001:db8::/129")]
    public void What_is_no_address_with_a_length_is_refused(string text) => Assert.False(AnnouncedAddress.TryParse(text, out _));
}
