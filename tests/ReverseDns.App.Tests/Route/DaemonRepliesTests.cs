using System.Text;
using ReverseDns.App.Route.Daemons;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.App.Tests.Route;

public class DaemonRepliesTests
{
    private const string Protocols = """
        2002-Name       Proto      Table      State  Since         Info
        1002-device1    Device     ---        up     05:17:40.102  
         rdns       Direct     ---        up     05:17:40.102  
         st         Static     master4    down   05:17:40.102  
         up1        BGP        ---        up     05:17:43.949  Established   
         up2        BGP        ---        start  05:17:43.949  Active
        0000 

        """;

    private const string Routes = """
        1007-Table master4:
         192.0.2.0/24         unicast [rdns 05:17:47.327] * (240)
         	dev rdns0
                              blackhole [st 05:17:49.403] (200)
        1008-	Type: device univ
        0000 

        """;

    [Fact]
    public void A_reply_of_BIRD_is_whole_at_its_last_line_and_not_before()
    {
        byte[] octets = Encoding.ASCII.GetBytes(Routes);
        for (int length = 0; length < octets.Length; length++)
        {
            Assert.Equal(length == octets.Length - 1 && octets[^1] != '\n', BirdReply.TryParse(octets.AsSpan(0, length), out _));
        }

        Assert.True(BirdReply.TryParse(octets, out BirdReply? reply));
        Assert.Equal(0, reply!.Code);
    }

    [Fact]
    public void Sessions_that_are_up_and_what_is_given_out_first_are_found()
    {
        Dictionary<string, (string Kind, bool IsUp)> protocols = Bird.Protocols(Parse(Protocols));

        Assert.Equal(("BGP", true), protocols["up1"]);
        Assert.Equal(("BGP", false), protocols["up2"]);
        Assert.Equal(("Direct", true), protocols["rdns"]);
        Assert.Equal(["rdns"], Bird.Sources(Parse(Routes)));
    }

    [Theory]
    [InlineData("8001 Network not found\n")]
    [InlineData("9001 syntax error, unexpected CF_SYM_UNDEFINED\n")]
    public void What_is_not_there_or_not_understood_is_no_route(string text)
    {
        Assert.True(Parse(text).IsError);
        Assert.Empty(Bird.Sources(Parse(text)));
    }

    [Fact]
    public void Whatever_comes_from_a_daemon_throws_nothing()
    {
        var dice = new Dice(3);
        byte[] letters = Encoding.ASCII.GetBytes("0017 -+[]*\n\n{}\":,paths");
        for (int round = 0; round < 5_000; round++)
        {
            byte[] octets = [.. Enumerable.Range(0, dice.Throw(80)).Select(_ => dice.OneIn(20) ? dice.Bytes(1)[0] : dice.Pick(letters))];
            if (BirdReply.TryParse(octets, out BirdReply? reply))
            {
                _ = Bird.Protocols(reply!);
                _ = Bird.Sources(reply!).Count();
            }

            _ = Frr.TryReadPeers(octets, out _);
        }
    }

    [Theory]
    [InlineData("""{ "advertisedTo": { "10.0.0.2": {} }, "paths": [ { "sourced": true, "bestpath": { "overall": true } } ] }""", 1)]
    [InlineData("""{ "advertisedTo": { "10.0.0.2": {}, "10.0.0.3": {} }, "paths": [ { "valid": true }, { "sourced": true, "bestpath": {} } ] }""", 2)]
    [InlineData("""{ "advertisedTo": { "10.0.0.2": {} }, "paths": [ { "valid": true, "bestpath": {} } ] }""", 0)] // Another's.
    [InlineData("""{ "paths": [ { "sourced": true, "bestpath": {} } ] }""", 0)]
    [InlineData("{}", 0)]
    public void To_whom_FRR_gives_out_what_is_ours(string json, int peers)
    {
        Assert.True(Frr.TryReadPeers(Encoding.UTF8.GetBytes(json), out IReadOnlyList<string> found));
        Assert.Equal(peers, found.Count);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("% Unknown command")]
    [InlineData("")]
    public void What_is_no_answer_of_FRR_is_not_taken_for_a_withdrawal(string text) =>
        Assert.False(Frr.TryReadPeers(Encoding.UTF8.GetBytes(text), out _));

    private static BirdReply Parse(string text)
    {
        Assert.True(BirdReply.TryParse(Encoding.ASCII.GetBytes(text), out BirdReply? reply));
        return reply!;
    }
}
