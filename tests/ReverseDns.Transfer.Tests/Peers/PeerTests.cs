using ReverseDns.Protocol;

namespace ReverseDns.Transfer.Tests.Peers;

/// <summary>
/// Peers as secondaries and primaries of ours: after each change both ends hold the same zone, and it came by IXFR.
/// </summary>
public class PeerTests
{
    private static readonly TsigKey Key = new(
        DomainName.Parse("the-key"), TsigAlgorithm.HmacSha256, Convert.FromBase64String(PeerConfiguration.Secret));

    public static TheoryData<string, bool> Peers
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string peer in TransferPeer.Programs.Keys)
            {
                data.Add(peer, false);
                data.Add(peer, true);
            }

            return data;
        }
    }

    /// <summary>The zone's versions, one change a step: what changes, and a serial, which wraps on the way.</summary>
    private static IEnumerable<(uint Serial, string Version)> Series
    {
        get
        {
            string[] records = [.. Enumerable.Range(0, 300).Select(i => $"{i} 3600 PTR host-{i}.example.net.")];
            Func<IEnumerable<string>, IEnumerable<string>>[] steps =
            [
                lines => lines,
                lines => lines.Append("added 60 PTR added.example."),
                lines => lines.Where(line => !line.StartsWith("7 ", StringComparison.Ordinal)),
                lines => lines.Select(line => line.Replace("host-8.", "other-8.", StringComparison.Ordinal)),
                lines => lines.Append("9 3600 PTR second-9.example."),
                lines => lines.Select(line => line.StartsWith("added ", StringComparison.Ordinal) ? "added 61 PTR added.example." : line),
                lines => lines.Append("deep.below.empty 60 TXT \"text\" \"more\""),
                lines => lines.Append("cut 60 NS ns.cut").Append("ns.cut 60 A 192.0.2.1"),
                lines => lines.Append("* 60 PTR wild.example."),
                lines => lines.Where(line => !line.StartsWith("deep", StringComparison.Ordinal)),
                lines => lines.Append("alias 60 CNAME 9").Append("mail 60 MX 10 mail.example."),
                lines => lines.Where(line => !line.StartsWith("* ", StringComparison.Ordinal)),
                lines => lines.Append("odd 60 TYPE65280 \\# 3 010203"),
            ];
            uint serial = uint.MaxValue - 4;
            IEnumerable<string> current = records;
            foreach (Func<IEnumerable<string>, IEnumerable<string>> step in steps)
            {
                current = [.. step(current)];
                yield return (serial, $"@ 3600 SOA ns.example. host.example. {serial} 7200 900 1209600 300\n@ 3600 NS ns.example.\n"
                    + string.Join('\n', current) + "\n");
                serial = unchecked(serial + 1) == 0 ? 1 : unchecked(serial + 1);
            }
        }
    }

    [PeerTheory]
    [MemberData(nameof(Peers))]
    public async Task A_peer_follows_us(string name, bool signed)
    {
        TsigKey? key = signed ? Key : null;
        var settings = new TransferSettings { Keys = [Key], Rules = [new TransferRule(AddressPrefix.AllIPv4, key?.Name)] };
        (uint Serial, string Version)[] series = [.. Series];
        await using var ours = new PrimaryServer(settings, versions: series[0].Version);
        await using var notifies = new NotifySender(TimeProvider.System);
        await using var peer = TransferPeer.Start(name, key, ours.Address);
        await peer.AwaitAsync(new Serial(series[0].Serial));
        foreach ((uint serial, string version) in series.Skip(1))
        {
            ours.Publish(version);
            notifies.Send(DomainName.Parse(PrimaryServer.Zone), ours.ReadSoa(), [new NotifyTarget(peer.Address, key)]);
            Assert.Equal(ours.Lines(), await peer.AwaitAsync(new Serial(serial)));
        }

        Assert.Equal(1, ours.Transfers.Sent.Done(TransferKind.Whole));
        Assert.Equal(series.Length - 1, ours.Transfers.Sent.Done(TransferKind.Incremental));
    }

    [PeerTheory]
    [MemberData(nameof(Peers))]
    public async Task We_follow_a_peer(string name, bool signed)
    {
        TsigKey? key = signed ? Key : null;
        (uint Serial, string Version)[] series = [.. Series];
        await using var peer = TransferPeer.Start(name, key, primary: null, series[0].Version);
        await peer.AwaitAsync(new Serial(series[0].Serial));
        await using var ours = new TestSecondary(null, new Primary(peer.Address, key));
        await ours.AwaitAsync(() => ours.Serial == new Serial(series[0].Serial));
        foreach ((uint serial, string version) in series.Skip(1))
        {
            peer.Publish(version);
            await ours.AwaitAsync(() => ours.Serial == new Serial(serial));
            Assert.Equal(await peer.AwaitAsync(new Serial(serial)), ours.Lines());
        }

        Assert.Equal("AXFR", ours.Kinds[0]);
        Assert.All(ours.Kinds.Skip(1), kind => Assert.Equal("IXFR", kind));
    }
}
