using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Protocol;
using Xunit.Abstractions;

namespace ReverseDns.Interop.Tests.Transfers;

/// <summary>
/// A peer's secondary after each change of our zone, told by our NOTIFY: both give away the same zone, and a relay between
/// them has seen that nothing but the change came.
/// </summary>
public sealed class PeersFollowUsTests(ITestOutputHelper output)
{
    [TransferTheory("NSD", "Knot", "BIND")]
    [InlineData("NSD", false)]
    [InlineData("NSD", true)]
    [InlineData("Knot", false)]
    [InlineData("Knot", true)]
    [InlineData("BIND", false)]
    [InlineData("BIND", true)]
    public Task By_IXFR_through_all_kinds_of_change_and_signed_ones_with_TSIG(string name, bool isSigned) =>
        FollowAsync(name, isSigned, ZoneSeries.Of(isSigned));

    [TransferTheory("PowerDNS", "YADIFA")]
    [InlineData("PowerDNS", false)]
    [InlineData("PowerDNS", true)]
    [InlineData("YADIFA", false)]
    [InlineData("YADIFA", true)]
    public Task By_IXFR_through_all_kinds_of_change(string name, bool hasKey) =>
        FollowAsync(name, hasKey, name is "PowerDNS" ? ZoneSeries.Short() : ZoneSeries.ForYadifa());

    private async Task FollowAsync(string name, bool hasKey, IReadOnlyList<ZoneVersion> versions)
    {
        TsigKey? key = hasKey ? PeerSetup.NewKey() : null;
        await using var ours = new OurInstance(key);
        ours.Publish(versions[0].Contents);
        await using var relay = new CountingRelay(ours.Address);
        var wire = new SeriesWire($"{name}{(hasKey ? ", TSIG" : "")}", relay, key);
        await using TransferPeer peer = await TransferPeer.StartAsync(
            PeerKind.Of(name), setup => setup with { Key = key, Primary = relay.Address.Port });
        await peer.AwaitAsync(versions[0].Serial, () => ours.Publish(versions[0].Contents, peer.Address));
        wire.AssertFirst();
        ZoneVersion held = versions[0];
        for (int i = 1; i < versions.Count; i++)
        {
            if (versions[i].IsPassedOver)
            {
                ours.Publish(versions[i].Contents);
                continue;
            }

            ours.Publish(versions[i].Contents, peer.Address);
            await peer.AwaitAsync(versions[i].Serial);
            SeriesWire.AssertSame(versions[i], peer, ours, key);
            wire.AssertChange(ours, versions[i - 1].IsPassedOver ? [held, versions[i - 1], versions[i]] : [held, versions[i]]);
            held = versions[i];
        }

        output.WriteLine(wire.ToString());
    }
}
