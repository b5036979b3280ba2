using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using Xunit.Abstractions;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>
/// Our secondary after each change of a peer's zone, told by the peer's NOTIFY: both give away the same zone, and a relay
/// between them has seen that nothing but the change came.
/// </summary>
public sealed class WeFollowPeersTests(ITestOutputHelper output)
{
    [TransferTheory("NSD", "Knot", "BIND")]
    [InlineData("NSD", false)]
    [InlineData("NSD", true)]
    [InlineData("Knot", false)]
    [InlineData("Knot", true)]
    [InlineData("BIND", false)]
    [InlineData("BIND", true)]
    public Task By_IXFR_through_all_kinds_of_change_and_signed_ones_with_TSIG(string name, bool isSigned) =>
        FollowAsync(name, isSigned, ZoneSeries.Of(isSigned), isIncremental: true);

    [TransferTheory("YADIFA")]
    [InlineData(false)]
    [InlineData(true)]
    public Task By_IXFR_of_updates_that_YADIFA_takes(bool hasKey) =>
        FollowAsync("YADIFA", hasKey, ZoneSeries.ForYadifa(), isIncremental: true);

    /// <summary>It has no history, and answers a question for changes with the zone.</summary>
    [TransferTheory("PowerDNS")]
    [InlineData(false)]
    [InlineData(true)]
    public Task By_whole_zones_that_PowerDNS_answers_IXFR_with(bool hasKey) =>
        FollowAsync("PowerDNS", hasKey, ZoneSeries.Short(), isIncremental: false);

    private async Task FollowAsync(string name, bool hasKey, IReadOnlyList<ZoneVersion> versions, bool isIncremental)
    {
        TsigKey? key = hasKey ? PeerSetup.NewKey() : null;
        await using var ours = new OurInstance(key);
        await using TransferPeer peer = await TransferPeer.StartAsync(
            PeerKind.Of(name), setup => setup with { Key = key, Secondary = ours.Address.Port }, versions[0]);
        await peer.AwaitAsync(versions[0].Serial);
        await using var relay = new CountingRelay(peer.Address);
        var wire = new SeriesWire($"{name}{(hasKey ? ", TSIG" : "")}", relay, key);
        ours.Follow(new Primary(relay.Address, key));
        await ours.AwaitAsync(versions[0].Serial);
        wire.AssertFirst();
        ZoneVersion held = versions[0];
        for (int i = 1; i < versions.Count; i++)
        {
            if (versions[i].IsPassedOver)
            {
                relay.Close();
            }

            await peer.PublishAsync(versions[i]);
            await peer.AwaitAsync(versions[i].Serial);
            if (versions[i].IsPassedOver)
            {
                continue;
            }

            relay.Open();
            await ours.AwaitAsync(versions[i].Serial);
            SeriesWire.AssertSame(versions[i], peer, ours, key);
            if (isIncremental)
            {
                wire.AssertChange(ours, versions[i - 1].IsPassedOver ? [held, versions[i - 1], versions[i]] : [held, versions[i]]);
            }
            else
            {
                wire.AssertWholeForChange();
            }

            held = versions[i];
        }

        output.WriteLine(wire.ToString());
        Assert.Equal(versions.Count(version => !version.IsPassedOver), ours.Kinds.Count);
        Assert.All(ours.Kinds.Skip(1), kind => Assert.Equal(isIncremental ? "IXFR" : "AXFR", kind));
    }
}
