namespace ReverseDns.Zones.Tests.Files;

public sealed class IncludeTests : IDisposable
{
    private readonly ZoneFolderFixture _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_included_file_starts_with_the_origin_and_the_owner_of_the_file_that_includes_it()
    {
        _folder.Write("inc", " A 192.0.2.5\nb A 192.0.2.6\n");

        IReadOnlyList<string> records = _folder.Read(ZoneFolderFixture.Head + "$ORIGIN sub\na A 192.0.2.4\n$INCLUDE inc\n").Records;

        Assert.Contains("a.sub.example.test. 3600 A 192.0.2.5", records);
        Assert.Contains("b.sub.example.test. 3600 A 192.0.2.6", records);
    }

    [Fact]
    public void Origin_and_owner_are_after_an_include_what_they_were_before_it_and_a_TTL_stays()
    {
        _folder.Write("inc", "$ORIGIN deep\n$TTL 99\nb A 192.0.2.6\n");

        IReadOnlyList<string> records =
            _folder.Read(ZoneFolderFixture.Head + "a A 192.0.2.4\n$INCLUDE inc\n TXT x\nc A 192.0.2.8\n").Records;

        Assert.Contains("b.deep.example.test. 99 A 192.0.2.6", records);
        Assert.Contains("a.example.test. 99 TXT \"x\"", records);
        Assert.Contains("c.example.test. 99 A 192.0.2.8", records);
    }

    [Fact]
    public void An_include_may_name_its_origin()
    {
        _folder.Write("inc", "b A 192.0.2.6\n");

        IReadOnlyList<string> records = _folder.Read(ZoneFolderFixture.Head + "$INCLUDE \"inc\" sub ; comment\nc A 192.0.2.8\n").Records;

        Assert.Contains("b.sub.example.test. 3600 A 192.0.2.6", records);
        Assert.Contains("c.example.test. 3600 A 192.0.2.8", records);
    }

    [Fact]
    public void Paths_are_relative_to_the_file_that_names_them_and_errors_name_the_included_file()
    {
        _folder.Write("sub/one", "$INCLUDE two\n");
        _folder.Write("sub/two", "a A 192.0.2.2\nb A x\n");

        IReadOnlyList<string> diagnostics = _folder.Read(ZoneFolderFixture.Head + "$INCLUDE sub/one\n").Diagnostics;

        Assert.StartsWith("sub/two:2:5: error: ", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_includes_itself_by_whatever_name_is_an_error()
    {
        _folder.Write("inc", "$INCLUDE ../" + Path.GetFileName(_folder.Path) + "/zone\n");

        IReadOnlyList<string> diagnostics = _folder.Read(ZoneFolderFixture.Head + "$INCLUDE inc\n").Diagnostics;

        Assert.Contains("includes itself", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_are_limited_in_depth()
    {
        for (int i = 0; i < 12; i++)
        {
            _folder.Write($"inc{i}", $"$INCLUDE inc{i + 1}\n");
        }

        IReadOnlyList<string> diagnostics = _folder.Read(ZoneFolderFixture.Head + "$INCLUDE inc0\n").Diagnostics;

        Assert.StartsWith("inc9:1:10: error: files are included more than 10 deep", Assert.Single(diagnostics), StringComparison.Ordinal);
    }

    [Fact]
    public void Includes_are_limited_in_number()
    {
        _folder.Write("inc", "a A 192.0.2.4\n");
        string text = ZoneFolderFixture.Head + string.Concat(Enumerable.Repeat("$INCLUDE inc\n", 4));

        IReadOnlyList<string> diagnostics = _folder.Read(text, new ZoneFileOptions { MaxIncludes = 3 }).Diagnostics;

        Assert.Equal("zone:8:10: error: more than 3 $INCLUDE in the files of one zone", Assert.Single(diagnostics));
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/hostname")]
    [InlineData("link")]
    [InlineData("linked/hostname")]
    public void No_include_leaves_the_zone_folder(string name)
    {
        _folder.Write("folder/readme", "");
        _folder.Write("outside", "a A 192.0.2.9\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "folder/link"), Path.Combine(_folder.Path, "outside"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "folder/linked"), "/etc");
        string path = _folder.Write("folder/zone", ZoneFolderFixture.Head + $"$INCLUDE {name}\n");
        var diagnostics = new List<ZoneDiagnostic>();

        Assert.Null(ZoneFile.Read(path, ZoneFolderFixture.Origin, ZoneFileOptions.Default, diagnostics, out _));

        ZoneDiagnostic diagnostic = Assert.Single(diagnostics);
        Assert.Equal((5, 10), (diagnostic.Line, diagnostic.Column));
        Assert.Contains("outside the zone folder", diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_inside_the_zone_folder_is_followed()
    {
        _folder.Write("target", "a A 192.0.2.9\n");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "link"), "target");

        Assert.Contains(
            "a.example.test. 3600 A 192.0.2.9", _folder.Read(ZoneFolderFixture.Head + "$INCLUDE link\n").Records);
    }

    [Fact]
    public void What_is_no_zone_file_is_said_to_be_none()
    {
        var diagnostics = new List<ZoneDiagnostic>();
        string empty = _folder.Write("empty", "");
        string large = _folder.Write("large", new string(';', 200));
        var options = new ZoneFileOptions { MaxFileSize = 100 };

        foreach (string path in (string[])[_folder.Path, empty, large, Path.Combine(_folder.Path, "missing")])
        {
            Assert.Null(ZoneFile.Read(path, ZoneFolderFixture.Origin, options, diagnostics, out _));
        }

        Assert.Equal(
            [
                $"{_folder.Path}: error: is a directory, not a zone file",
                $"{empty}: error: is empty",
                $"{large}: error: is too large: 200 octets, at most 100 are read",
                $"{Path.Combine(_folder.Path, "missing")}: error: file not found",
            ],
            diagnostics.Select(diagnostic => diagnostic.ToString()));
    }
}
