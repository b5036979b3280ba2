namespace ReverseDns.Protocol.Tests;

public class TimeToLiveTests
{
    [Theory]
    [InlineData("0", 0u)]
    [InlineData("3600", 3_600u)]
    [InlineData("2147483647", 2_147_483_647u)]
    [InlineData("1h30m", 5_400u)]
    [InlineData("1W2D", 777_600u)]
    [InlineData("1w1d1h1m1s", 694_861u)]
    [InlineData("0s", 0u)]
    public void Seconds_are_read_plain_or_with_units(string text, uint seconds)
    {
        Assert.True(TimeToLive.TryParse(Encoding.UTF8.GetBytes(text), out uint read));
        Assert.Equal(seconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("1h30")]
    [InlineData("1x")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.5h")]
    [InlineData("2147483648")]
    [InlineData("99999999999999999999999999")]
    [InlineData("4000w")]
    [InlineData("99999999w99999999w")]
    [InlineData("18446744073709551616")]
    public void What_is_no_period_is_refused(string text) =>
        Assert.False(TimeToLive.TryParse(Encoding.UTF8.GetBytes(text), out _));
}
