using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Images;

public sealed class MergedImageTests : IDisposable
{
    private static readonly byte[] Source = Encoding.ASCII.GetBytes("zone file, 4711 octets");
    private static readonly DomainName Origin = DomainName.Parse("10.in-addr.arpa.");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("rdns-merged-");
    private readonly ImageFolder _folder;

    public MergedImageTests() => _folder = ImageFolder.Open(Path.Combine(_directory.FullName, "images"));

    private FileInfo[] Files => [.. _directory.EnumerateFiles("*.image*", SearchOption.AllDirectories)];

    public void Dispose()
    {
        _folder.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void A_large_zone_and_its_changes_become_one_image_in_its_file()
    {
        using ZoneContents before = Contents(40_000);
        using ZoneContents after = Contents(40_300);
        using var zone = CompiledZone.Compile(before);
        using var expected = CompiledZone.Compile(after);
        using var diff = ZoneDiff.Between(before, after);
        Assert.Equal(DiffOutcome.Applied, zone.TryApply(diff, out CompiledZone? changed, out _));

        using CompiledZone merged = _folder.Merge(changed!, Source, CancellationToken.None)!;
        changed!.Dispose();
        using ImageSet images = _folder.Read();
        ZoneImage image = images.Find(Origin)!;
        Assert.Equal(ImageOutcome.Opened, image.TryOpen(out CompiledZone? opened));

        Assert.Equal(0, merged.OverlaySize);
        Assert.Equal(Bytes(expected), Bytes(merged));
        Assert.Equal(Bytes(expected), Bytes(opened!));
        Assert.Equal(Source, image.Source.ToArray());
        Assert.DoesNotContain(Files, file => file.Name.EndsWith(".new", StringComparison.Ordinal));
        opened!.Dispose();
    }

    [Fact]
    public void A_zone_that_has_been_replaced_meanwhile_is_not_merged()
    {
        using ZoneContents contents = Contents(40_000);
        var zone = CompiledZone.Compile(contents);
        zone.Dispose();

        Assert.Null(_folder.Merge(zone, Source, CancellationToken.None));
        Assert.Empty(Files);
    }

    private static unsafe byte[] Bytes(CompiledZone zone) => new ReadOnlySpan<byte>(zone.Image, (int)zone.Size).ToArray();

    private static ZoneContents Contents(int hosts)
    {
        string text = "@ SOA ns.example. host.example. 1 2 3 4 5\n@ NS ns.example.\n"
            + string.Concat(Enumerable.Range(0, hosts).Select(host => $"{host & 255}.{host >> 8} PTR host{host}.example.\n"));
        return ZoneText.Read("$TTL 60\n" + text, Origin.ToString());
    }
}
