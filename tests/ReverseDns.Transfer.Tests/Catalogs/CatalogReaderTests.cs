using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer.Tests.Catalogs;

/// <summary>What catalogs list, and which are none (RFC 9432).</summary>
public class CatalogReaderTests
{
    private const string Head = "@ 0 SOA invalid. invalid. 1 3600 600 2147483646 0\n@ 0 NS invalid.\n";
    private const string Version = "version 0 TXT \"2\"\n";

    [Fact]
    public void Members_have_a_label_and_may_have_groups_and_a_new_owner()
    {
        CatalogMember[] members = [.. Read(Version +
            """
            nj2xg5b.zones 0 PTR example.com.
            nvxxezj.zones 0 PTR example.net.
            group.nvxxezj.zones 0 TXT "operator-y-foo"
            group.nvxxezj.zones 0 TXT "foo"
            coo.NVXXEZJ.zones 0 PTR other.example.

            """)!];
        Assert.Equal(["example.com.", "example.net."], members.Select(member => member.Zone.ToString()));
        Assert.Equal(["nj2xg5b", "nvxxezj"], members.Select(member => member.Id));
        Assert.Equal(["foo", "operator-y-foo"], members[1].Groups);
        Assert.Equal(DomainName.Parse("other.example"), members[1].NewOwner);
        Assert.Empty(members[0].Groups);
        Assert.Null(members[0].NewOwner);
    }

    [Fact]
    public void What_the_schema_does_not_know_is_passed_over()
    {
        IReadOnlyList<CatalogMember> members = Read(Version +
            """
            a.zones 0 PTR example.com.
            foo.ext 0 TXT "of the catalog"
            bar.ext.a.zones 0 PTR of-the-member.example.
            a.b.c.zones 0 PTR deeper.example.
            zones 0 PTR none.example.
            x.others 0 PTR none.example.
            a.zones 0 TXT "no pointer"
            coo.unknown.zones 0 PTR other.example.

            """)!;
        Assert.Equal(DomainName.Parse("example.com"), Assert.Single(members).Zone);
    }

    [Theory]
    [InlineData("", "it says no version")]
    [InlineData("version 0 TXT \"1\"\n", "its version is 1, not 2")]
    [InlineData(Version + "version 0 TXT \"3\"\n", "its version is 2, 3, not 2")]
    [InlineData("version 0 TXT \"2\" \"2\"\n", "its version is (not one text), not 2")]
    [InlineData(Version + "a.zones 0 PTR catalog.example.\n", "it lists itself, as a")]
    [InlineData(Version + "a.zones 0 PTR one.example.\na.zones 0 PTR two.example.\n", "a stands for two zones")]
    [InlineData(Version + "a.zones 0 PTR one.example.\nb.zones 0 PTR ONE.example.\n", "it lists one.example. twice")]
    [InlineData(Version + "coo.a.zones 0 PTR one.\ncoo.a.zones 0 PTR two.\n", "member a has two new owners")]
    public void A_broken_catalog_is_refused_with_a_reason(string records, string reason)
    {
        using CompiledZone zone = Compile(records);
        Assert.Null(CatalogReader.Read(zone, out string? whyNot));
        Assert.Equal(reason, whyNot, ignoreCase: true);
    }

    [Fact]
    public void A_catalog_of_no_zones_is_one() => Assert.Empty(Read(Version)!);

    private static IReadOnlyList<CatalogMember>? Read(string records)
    {
        using CompiledZone zone = Compile(records);
        return CatalogReader.Read(zone, out _);
    }

    private static CompiledZone Compile(string records)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Head + records);
            var diagnostics = new List<ZoneDiagnostic>();
            using ZoneContents? contents = ZoneFile.Read(
                path, DomainName.Parse("catalog.example"), ZoneFileOptions.Default, diagnostics, out _);
            return CompiledZone.Compile(contents ?? throw new InvalidOperationException(string.Join('\n', diagnostics)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
