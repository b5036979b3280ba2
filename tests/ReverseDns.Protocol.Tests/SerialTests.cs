namespace ReverseDns.Protocol.Tests;

public class SerialTests
{
    [Theory]
    [InlineData(2, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(1, 1, false)]
    [InlineData(0, 0xFFFF_FFFF, true)] // wrapped
    [InlineData(0x7FFF_FFFF, 0, true)]
    [InlineData(0x8000_0000, 0, false)] // 2^31 apart: undefined
    [InlineData(0, 0x8000_0000, false)]
    [InlineData(0x8000_0001, 0, false)]
    [InlineData(0, 0x8000_0001, true)]
    public void Is_newer_by_serial_arithmetic(uint left, uint right, bool newer) =>
        Assert.Equal(newer, new Serial(left).IsNewerThan(new Serial(right)));

    [Theory]
    [InlineData(1, 2)]
    [InlineData(0xFFFF_FFFE, 0xFFFF_FFFF)]
    [InlineData(0xFFFF_FFFF, 1)]
    public void The_next_serial_is_newer_and_never_zero(uint serial, uint next)
    {
        Assert.Equal(new Serial(next), new Serial(serial).Next());
        Assert.True(new Serial(next).IsNewerThan(new Serial(serial)));
    }
}
