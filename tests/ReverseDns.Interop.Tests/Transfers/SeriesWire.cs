using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>Judges what a relay has counted of one change, and keeps the sums.</summary>
internal sealed class SeriesWire(string title, CountingRelay relay, TsigKey? key)
{
    /// <summary>What the messages around the records take: questions, the SOA asked for before, TSIG.</summary>
    private const int Overhead = 1_200;

    private string _first = "";
    private long _zone;
    private int _changes;
    private long _octets;

    /// <summary>Both give away this version, and nothing else.</summary>
    public static void AssertSame(ZoneVersion version, TransferPeer peer, OurInstance ours, TsigKey? key)
    {
        HashSet<string> theirs = TransferPeer.Transfer(peer.Address, key, version.Serial);
        HashSet<string> own = TransferPeer.Transfer(ours.Address, key, version.Serial);
        Assert.True(version.Lines.SetEquals(theirs), $"{version}, theirs: {Difference(version.Lines, theirs)}\n{peer.Log}");
        Assert.True(version.Lines.SetEquals(own), $"{version}, ours: {Difference(version.Lines, own)}");
    }

    /// <summary>The zone came whole.</summary>
    public void AssertFirst()
    {
        WireExchange whole = Transfers().First(exchange => exchange.IsWhole);
        _zone = whole.Octets;
        _first = $"zone {whole.Octets} octets in {whole.Messages} messages";
    }

    /// <summary>
    /// What came is one answer to IXFR with a change in it, and all octets of it are in the order of the records that have
    /// changed: twice their text at the most.
    /// </summary>
    /// <param name="versions">From the one that the secondary had to the one that it has now.</param>
    public void AssertChange(OurInstance ours, params ReadOnlySpan<ZoneVersion> versions)
    {
        int lines = 0;
        long text = 0;
        for (int i = 1; i < versions.Length; i++)
        {
            string[] changed = [.. versions[i].Lines.Except(versions[i - 1].Lines), .. versions[i - 1].Lines.Except(versions[i].Lines)];
            lines += changed.Length;
            text += changed.Sum(line => line.Length);
        }

        List<WireExchange> transfers = Transfers();
        string seen = $"{versions[^1]}: {string.Join("; ", transfers)}; {ours.LastFault}";
        Assert.True(transfers.Count(exchange => exchange.Records > 1) == 1 && transfers.Any(exchange => exchange.IsIncremental), seen);
        long octets = transfers.Sum(exchange => exchange.Octets);
        Assert.True(octets < Overhead + (2 * text), $"{seen}: {lines} records changed, of {text} characters");
        Assert.True(octets * (lines < 30 ? 10 : 2) < _zone, $"{seen}: {lines} records changed, the zone is {_zone} octets");
        _changes++;
        _octets += octets;
    }

    /// <summary>What came is the zone, in answer to a question for its changes.</summary>
    public void AssertWholeForChange()
    {
        WireExchange whole = Assert.Single(Transfers(), exchange => exchange.Records > 1);
        Assert.True(whole is { Type: RecordType.IXFR, IsWhole: true }, whole.ToString());
        _changes++;
        _octets += whole.Octets;
    }

    public override string ToString() => $"{title}: {_first}, {_changes} changes {_octets} octets";

    private List<WireExchange> Transfers()
    {
        List<WireExchange> transfers = relay.Take().FindAll(exchange => exchange.Type is RecordType.AXFR or RecordType.IXFR);
        Assert.All(transfers, exchange => Assert.Equal(key is not null, exchange.IsSigned));
        return transfers;
    }

    private static string Difference(HashSet<string> expected, HashSet<string> found) =>
        $"missing {string.Join('|', expected.Except(found).Take(5))} more {string.Join('|', found.Except(expected).Take(5))}";
}
