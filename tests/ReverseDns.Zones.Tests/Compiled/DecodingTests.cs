using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Zones.Tests.Compiled;

/// <summary>A compiled zone gives back the contents that it was compiled from.</summary>
public class DecodingTests
{
    private const int ZoneSets = 150;

    [Fact]
    public void Random_zones_come_back_as_they_were()
    {
        for (int seed = 0; seed < ZoneSets; seed++)
        {
            foreach (ZoneDraft draft in new ZoneGenerator(new Dice((ulong)seed)).Next())
            {
                using ZoneContents contents = ZoneText.Contents(draft.ToZone());
                using var zone = CompiledZone.Compile(contents);
                using ZoneContents decoded = zone.ToContents();

                Assert.True(
                    ZoneText.Comparable(contents).SequenceEqual(ZoneText.Comparable(decoded), StringComparer.Ordinal),
                    $"seed {seed}\n{draft}\ndecoded:\n{string.Join('\n', ZoneText.Lines(decoded))}");
                using var none = ZoneDiff.Between(decoded, decoded);
                Assert.True(none.IsEmpty);
            }
        }
    }

    [Fact]
    public void Names_that_point_into_the_same_RRset_come_back_whole()
    {
        string text = """
            @ 60 SOA ns.long.name.test. host.long.name.test. 1 2 3 4 5
            @ 60 NS ns1.long.name.test.
            @ 60 NS ns2.long.name.test.
            @ 60 NS ns.sub.example.
            @ 60 MX 10 sub.example.
            @ 60 MX 20 mx.sub.example.
            @ 60 MX 30 .

            """;
        using ZoneContents contents = ZoneText.Read(text, "example.");
        using var zone = CompiledZone.Compile(contents);
        using ZoneContents decoded = zone.ToContents();

        Assert.Equal(ZoneText.Lines(contents), ZoneText.Lines(decoded));
    }

    [Fact]
    public void Signatures_of_nothing_and_names_below_cuts_come_back()
    {
        string text = """
            @ 60 SOA ns. host. 1 2 3 4 5
            @ 60 NS ns.
            a 60 RRSIG A 13 2 60 20300101000000 20200101000000 1 example. AAAA
            b.cut 60 A 192.0.2.1
            c.b.cut 60 TXT below
            cut 60 NS b.cut
            x.y.z 60 TXT end

            """;
        using ZoneContents contents = ZoneText.Read(text, "example.");
        using var zone = CompiledZone.Compile(contents);
        using ZoneContents decoded = zone.ToContents();

        Assert.Equal(ZoneText.Lines(contents), ZoneText.Lines(decoded));
    }
}
