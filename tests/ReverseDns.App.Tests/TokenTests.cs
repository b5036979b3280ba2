using System.Runtime.InteropServices;

namespace ReverseDns.App.Tests;

/// <summary>A server signs with keys that never leave a PKCS#11 token, and goes on serving when it is gone.</summary>
public sealed partial class TokenTests : IDisposable
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Pin = "7531";

    private readonly SigningFolder _folder = new();

    public TokenTests()
    {
        Directory.CreateDirectory(_folder.File("tokens"));
        string configuration = _folder.Write("softhsm2.conf", $"directories.tokendir = {_folder.File("tokens")}\nobjectstore.backend = file\nlog.level = ERROR\n");
        _folder.Write("pin", Pin);
        Environment.SetEnvironmentVariable("SOFTHSM2_CONF", configuration);
        _ = SetEnvironment("SOFTHSM2_CONF", configuration, 1);
    }

    public void Dispose() => _folder.Dispose();

    [TokenFact]
    public async Task Keys_in_a_token_sign_and_a_token_that_is_gone_leaves_what_is_served()
    {
        _folder.Dnssec = $"sign: [{SigningFolder.Origin}], key-folder: keys, pkcs11-module: {Module}";
        await Programs.RunAsync(_folder.File("."), "softhsm2-util", "--init-token", "--free", "--label", "rdns", "--pin", Pin, "--so-pin", Pin);
        using (RunningServer configured = await StartAsync())
        {
            await configured.TerminateAsync();
        }

        string[] keys = _folder.Keys();
        string moved = _folder.File("tokens") + ".away";
        Directory.Move(_folder.File("tokens"), moved);
        using RunningServer server = await _folder.ServeAsync();
        _folder.Edit(3);
        await _folder.CtlAsync("reload");
        string state = (await _folder.CtlAsync("zone", SigningFolder.Origin)).Output;
        uint kept = await _folder.SerialAsync();
        await server.TerminateAsync();
        Directory.Move(moved, _folder.File("tokens"));
        using RunningServer again = await _folder.ServeAsync();

        Assert.True(await _folder.AnswersAsync("host." + SigningFolder.Origin, Protocol.RecordType.A, [192, 0, 2, 3]));
        Assert.True(await _folder.SerialAsync() > kept);
        Assert.Equal(keys, _folder.Keys());
        Assert.Contains("ALARM", state, StringComparison.Ordinal);
        Assert.All(Directory.GetFiles(_folder.File("keys"), "*.private"), file => Assert.DoesNotContain("PrivateKey:", File.ReadAllText(file), StringComparison.Ordinal));
    }

    /// <summary>A server with two keys of the token's, which were imported before.</summary>
    private async Task<RunningServer> StartAsync()
    {
        _folder.Write("rdns.yaml", $$"""dnssec: { {{_folder.Dnssec}} }""");
        foreach (string role in (string[])["ksk", "zsk"])
        {
            await Programs.RunAsync(
                _folder.File("."), "pkcs11-tool", "--module", Module, "--login", "--pin", Pin, "--token-label", "rdns", "--keypairgen", "--key-type", "EC:prime256v1",
                "--label", role, "--id", Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(role)));
            Rdns.Outcome imported = await _folder.KeysAsync(
                "import", $"pkcs11:token=rdns;object={role};pin-source=file:{_folder.File("pin")}", SigningFolder.Origin, "--role", role, "--algorithm", "ecdsap256sha256");
            Assert.True(imported.ExitCode == 0, imported.Output + imported.Error);
        }

        return await _folder.ServeAsync();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    /// <summary>A test that needs SoftHSM and OpenSC: skipped without them, but never on CI.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class TokenFactAttribute : FactAttribute
    {
        public TokenFactAttribute() =>
            Skip = File.Exists("/usr/bin/softhsm2-util") && File.Exists("/usr/bin/pkcs11-tool") || Environment.GetEnvironmentVariable("CI") is "true"
                ? null : "Not installed: softhsm2, opensc (tests/run.sh installs them)";
    }
}
