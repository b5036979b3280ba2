using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using ReverseDns.App.Catalogs;
using ReverseDns.App.Configuration;
using ReverseDns.Protocol;
using ReverseDns.Transfer;
using ReverseDns.Zones;

namespace ReverseDns.App.Tests;

/// <summary>Which catalog a zone comes from, and from which primaries.</summary>
public class CatalogMembersTests
{
    private const string One = "one.example.";
    private const string Two = "two.example.";
    private const string Member = "10.in-addr.arpa.";

    private static readonly Primary First = At("192.0.2.1");
    private static readonly Primary Second = At("192.0.2.2");
    private static readonly Primary OfGroup = At("192.0.2.3");

    private readonly CatalogMembers _members = new(NullLogger.Instance);

    [Fact]
    public void A_member_comes_from_the_primaries_of_its_first_group_that_is_known_or_from_those_of_the_catalog()
    {
        Take(One, "a.zones 0 PTR 10.in-addr.arpa.\ngroup.a.zones 0 TXT \"other\"\ngroup.a.zones 0 TXT \"some\"\nb.zones 0 PTR 11.in-addr.arpa.\n");
        Assert.Equal(OfGroup, Listed(Member)!.Primaries[0]);
        Assert.Equal("a", Listed(Member)!.MemberId);
        Assert.Equal(First, Listed("11.in-addr.arpa.")!.Primaries[0]);
    }

    [Fact]
    public void A_zone_of_the_configuration_stays_what_it_is()
    {
        Take(One, "a.zones 0 PTR file.example.\nb.zones 0 PTR two.example.\n");
        Assert.Null(Listed("file.example."));
        Assert.Null(Listed(Two)!.MemberId);
    }

    [Fact]
    public void A_zone_stays_with_its_catalog_until_that_names_the_new_owner()
    {
        Take(Two, "a.zones 0 PTR 10.in-addr.arpa.\n");
        Assert.Equal(Second, Listed(Member)!.Primaries[0]);
        Take(One, "x.zones 0 PTR 10.in-addr.arpa.\n");
        Assert.Equal(Second, Listed(Member)!.Primaries[0]);
        Take(Two, "a.zones 0 PTR 10.in-addr.arpa.\ncoo.a.zones 0 PTR another.example.\n");
        Assert.Equal(Second, Listed(Member)!.Primaries[0]);
        Take(Two, "a.zones 0 PTR 10.in-addr.arpa.\ncoo.a.zones 0 PTR one.example.\n");
        Assert.Equal(First, Listed(Member)!.Primaries[0]);
        Assert.Equal("x", Listed(Member)!.MemberId);

        // The old owner's list is without effect from then on.
        Take(Two, "a.zones 0 PTR 10.in-addr.arpa.\n");
        Assert.Equal(First, Listed(Member)!.Primaries[0]);
    }

    [Fact]
    public void A_broken_version_changes_nothing()
    {
        Take(One, "a.zones 0 PTR 10.in-addr.arpa.\n");
        using CompiledZone broken = Compile(One, "a.zones 0 PTR one.example.\n");
        Assert.False(_members.TryTake(broken));
        Assert.NotNull(Listed(Member));
        Take(One, "");
        Assert.Null(Listed(Member));
    }

    private static Primary At(string address) => new(IPEndPoint.Parse($"{address}:53"));

    private static ListedSecondary Catalog(string origin, Primary primary) => new(DomainName.Parse(origin), [primary])
    {
        Groups = new Dictionary<string, IReadOnlyList<Primary>>(StringComparer.Ordinal) { ["some"] = [OfGroup] },
    };

    private ListedSecondary? Listed(string zone) =>
        _members.AddTo([Catalog(One, First), Catalog(Two, Second), new ListedZone(DomainName.Parse("file.example"), "/no/file")])
            .OfType<ListedSecondary>().SingleOrDefault(listing => listing.Origin == DomainName.Parse(zone));

    private void Take(string origin, string records)
    {
        using CompiledZone zone = Compile(origin, records);
        Assert.True(_members.TryTake(zone));
    }

    private static CompiledZone Compile(string origin, string records)
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("catalog", $"@ 0 SOA invalid. invalid. 1 60 60 86400 0\n@ 0 NS invalid.\nversion 0 TXT \"2\"\n{records}");
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Read(path, DomainName.Parse(origin), ZoneFileOptions.Default, diagnostics, out _);
        return CompiledZone.Compile(contents ?? throw new InvalidOperationException(string.Join('\n', diagnostics)));
    }
}
