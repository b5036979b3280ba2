using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Files;

/// <summary>A folder of zone files that lives as long as a test.</summary>
public sealed class ZoneFolderFixture : IDisposable
{
    /// <summary>What every good zone has; the lines of a test follow it from line 5 on.</summary>
    public const string Head =
        "$TTL 3600\n@ SOA ns1 hostmaster 1 3600 900 604800 300\n@ NS ns1\nns1 A 192.0.2.1\n";

    public static readonly DomainName Origin = DomainName.Parse("example.test.");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rdns-zonefile-");

    public string Path => _folder.FullName;

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Reads the text as a zone file: its records as lines of text in canonical order, or its diagnostics.</summary>
    public (IReadOnlyList<string> Records, IReadOnlyList<string> Diagnostics) Read(
        string text, ZoneFileOptions? options = null)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        string path = Write("zone", text);
        using ZoneContents? contents = ZoneFile.Read(path, Origin, options ?? ZoneFileOptions.Default, diagnostics, out _);
        return (Lines(contents), Shorten(diagnostics));
    }

    /// <summary>The same with the checks.</summary>
    public (bool Accepted, IReadOnlyList<string> Diagnostics) Load(string text)
    {
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents? contents = ZoneFile.Load(Write("zone", text), Origin, ZoneFileOptions.Default, diagnostics, out _);
        return (contents is not null, Shorten(diagnostics));
    }

    public static IReadOnlyList<string> Lines(ZoneContents? contents)
    {
        var lines = new List<string>();
        if (contents is null)
        {
            return lines;
        }

        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                string type = RecordTypes.ToPresentation(rrset.Type);
                lines.Add($"{WireName.ToString(rrset.Owner)} {rrset.Ttl} {type} "
                    + Rdata.ToPresentation(rrset.Type, rrset.Rdata(i)));
            }
        }

        return lines;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private List<string> Shorten(List<ZoneDiagnostic> diagnostics) =>
        [.. diagnostics.Select(diagnostic => diagnostic.ToString().Replace(Path + "/", "", StringComparison.Ordinal))];
}
