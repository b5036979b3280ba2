using System.Text;

namespace ReverseDns.Zones.Tests.Files;

public sealed class ZoneFileWriterTests : IDisposable
{
    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_zone_is_written_with_its_SOA_first_and_its_owners_relative_and_once()
    {
        const string Text = "$TTL 60\nb.sub A 192.0.2.2\n@ MX 5 b.sub\n@ SOA a b 1 2 3 4 5\n@ NS ns.other.\n@ A 192.0.2.1\n"
            + "b.sub TXT x\nb.sub A 192.0.2.1\n\\@ TXT \\\"\n\\$x 70 TXT \"a b\"\n";
        const string Expected = "$ORIGIN example.test.\n"
            + "@\t60\tIN\tSOA\ta.example.test. b.example.test. 1 2 3 4 5\n"
            + "\t60\tIN\tA\t192.0.2.1\n\t60\tIN\tNS\tns.other.\n\t60\tIN\tMX\t5 b.sub.example.test.\n"
            + "\\$x\t70\tIN\tTXT\t\"a b\"\n"
            + "\\@\t60\tIN\tTXT\t\"\\\"\"\n"
            + "b.sub\t60\tIN\tA\t192.0.2.1\n\t60\tIN\tA\t192.0.2.2\n\t60\tIN\tTXT\t\"x\"\n";

        Assert.Equal(Expected, Rewrite(Text));
    }

    [Fact]
    public void What_was_written_is_read_as_the_same_records_and_written_as_the_same_octets()
    {
        string text = ZoneFolderFixture.Head + "$GENERATE 0-20 h${0,3,d} PTR a\\.$.other.\n* 5 TYPE65280 \\# 3 010203\n"
            + "a\\000\\255b CAA 0 issue \"x\\\"y\"\nA.B 7 AAAA 2001:db8::1\nA.B SRV 1 2 3 @\nsub NS x.sub\nx.sub A 192.0.2.7\n";
        IReadOnlyList<string> before = _folder.Read(text).Records;

        string written = Rewrite(text);

        Assert.Equal(before, _folder.Read(written).Records);
        Assert.Equal(written, Rewrite(written));
    }

    [Fact]
    public void A_file_is_replaced_whole_and_nothing_is_left_beside_it()
    {
        string path = _folder.Write("target", "old");
        using ZoneContents contents = Read(ZoneFolderFixture.Head);

        ZoneFileWriter.Write(contents, path);

        Assert.StartsWith("$ORIGIN example.test.\n@\t", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Equal(["target", "zone"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private string Rewrite(string text)
    {
        using ZoneContents contents = Read(text);
        using var stream = new MemoryStream();
        ZoneFileWriter.Write(contents, stream);
        return Encoding.ASCII.GetString(stream.ToArray());
    }

    private ZoneContents Read(string text)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        ZoneContents? contents =
            ZoneFile.Read(_folder.Write("zone", text), ZoneFolderFixture.Origin, ZoneFileOptions.Default, diagnostics, out _);
        Assert.Empty(diagnostics);
        return contents!;
    }
}
