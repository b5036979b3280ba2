using System.Globalization;

namespace ReverseDns.App.Tests.Images;

/// <summary>
/// Upgrades: what a version before this one has stored of other servers' zones is answered from, though no primary is there. When
/// this fails because images are laid out differently, raise ImageFileHeader.CurrentVersion and store a folder of the new
/// format: zones come from their primaries at that upgrade, and the changelog has to say so.
/// </summary>
public sealed class ImageFormatTests : IDisposable
{
    private const string Zone = "2.0.192.in-addr.arpa";
    private static readonly string[] Names = ["", "ns.", "1.", "2.", "9.", "x.3.", "3.", "4.", "4.0-7.", "c.5.", "a.b.c.5.", "x.b.c.5.", "6.", "1.6.", "ns.6.", "1.7.", "8.", "1.8."];
    private readonly ServerFolder _folder = new();
    private readonly ServerFolder _text = new();

    public void Dispose()
    {
        _folder.Dispose();
        _text.Dispose();
    }

    [DigFact]
    public async Task Zones_that_another_version_has_stored_are_answered_as_from_their_text()
    {
        string stored = Path.Combine(RepositoryFolder.Path, "tests/ReverseDns.App.Tests/Images/format-1");
        foreach (string name in (string[])["hash.key", "small.image"])
        {
            Directory.CreateDirectory(_folder.File("state/images"));
            File.Copy(Path.Combine(stored, name), _folder.File($"state/images/{name}"));
        }

        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        _folder.Write("state/secondaries", string.Create(CultureInfo.InvariantCulture, $"{Zone}. {now} {now + 7_200} {now + 100_000} 0\n"));
        Directory.CreateDirectory(_folder.File("zones"));
        _text.Write($"zones/{Zone}.zone", await File.ReadAllTextAsync(Path.Combine(stored, $"{Zone}.zone")));
        using RunningServer upgraded = await _folder.ServeAsync($"  - {{ origin: {Zone}, primaries: \"127.0.0.1:{FreePort.Next()}\" }}");
        using RunningServer fresh = await _text.ServeAsync();

        foreach (string name in Names)
        {
            foreach (string type in (string[])["PTR", "DS", "NS"])
            {
                string[] expected = await AskAsync(_text.Port, name + Zone, type);
                Assert.Equal(expected, await AskAsync(_folder.Port, name + Zone, type));
                Assert.NotEmpty(expected);
            }
        }
    }

    private static Task<string[]> AskAsync(int port, string name, string type) => Dig.AskAsync(port, name, type, "+authority", "+additional", "+norecurse");
}
