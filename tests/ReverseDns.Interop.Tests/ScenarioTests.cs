using System.Net;
using ReverseDns.Interop.Tests.Peers;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests;

/// <summary>The scenarios asked of running servers, ours and the peers.</summary>
public class ScenarioTests
{
    [PeerFact]
    public async Task Every_scenario_is_answered_as_written_by_us_and_by_the_peers_that_it_does_not_except()
    {
        var faults = new List<string>();
        foreach (Scenario scenario in ScenarioFolder.Names().Select(ScenarioFolder.Read))
        {
            await using Arena arena = await Arena.StartAsync(scenario.Zones.Select(zone => zone.ToZone()), [.. scenario.Without]);
            Assert.Equal(scenario.Zones.Count, arena.Served.Count);
            faults.AddRange(scenario.Questions.SelectMany(asked => arena.PeerAddresses
                .Where(peer => !asked.Unlike.Contains(peer.Name, StringComparer.OrdinalIgnoreCase))
                .Append(("ours", arena.OurAddress))
                .SelectMany(server => Faults(scenario, asked, server.Item1, server.Item2))));
        }

        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }

    private static IEnumerable<string> Faults(Scenario scenario, ScenarioQuestion asked, string server, IPEndPoint address)
    {
        foreach (bool overTcp in new[] { false, true })
        {
            DecodedResponse? response = Arena.Ask(address, asked.Question, overTcp);
            IReadOnlyList<string> actual = response is null ? [] : asked.Relevant(ScenarioQuestion.Describe(response));
            bool mayTruncate = !overTcp || !asked.Expected[0].EndsWith("tc", StringComparison.Ordinal);
            if (mayTruncate && !asked.Expected.SequenceEqual(actual, StringComparer.Ordinal))
            {
                yield return $"{scenario.File}:{asked.Line}: {asked.Question} asked of {server} over {(overTcp ? "TCP" : "UDP")}\n"
                    + $"expected:\n{string.Join('\n', asked.Expected)}\nactual:\n{string.Join('\n', actual)}";
            }
        }
    }
}
