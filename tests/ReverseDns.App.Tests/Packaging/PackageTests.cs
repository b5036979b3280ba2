using System.Globalization;
using System.Text.RegularExpressions;

namespace ReverseDns.App.Tests.Packaging;

public sealed class PackageTests
{
    private const double MostExposed = 2.0;

    /// <summary>Questions a second: on a busy machine a start takes a while, and room there is for a hundred.</summary>
    private static readonly string Rate = Environment.GetEnvironmentVariable("RDNS_LONG") is "1" ? "1000" : "50";

    [MachineFact]
    public async Task Each_unit_lets_its_process_do_little()
    {
        foreach (string unit in Directory.GetFiles(Path.Combine(RepositoryFolder.Path, "deploy/systemd"), "*.service"))
        {
            string report = await Programs.RunAsync("/", "systemd-analyze", "security", "--offline=true", "--no-pager", unit);
            string score = report.TrimEnd().Split('\n')[^1].Split("level for", 2)[1].Split(':', 2)[1].Trim().Split(' ')[0];
            Assert.InRange(double.Parse(score, CultureInfo.InvariantCulture), 0, MostExposed);
        }
    }

    [Theory]
    [InlineData("build-deb.sh", "--compress: xz, zstd or none, not 'rar'", "--compress", "rar")]
    [InlineData("build-deb.sh", "--version: 'new' is no version of a Debian package", "--version", "new")]
    [InlineData("build-deb.sh", "--from: there is no program /nowhere/rdns", "--from", "/nowhere")]
    [InlineData("build-deb.sh", "--output takes a value", "--output")]
    [InlineData("build-oci.sh", "there is no package no.deb", "no.deb")]
    [InlineData("build-oci.sh", "one package, not two", "a.deb", "b.deb")]
    public async Task What_is_asked_wrongly_is_told_why(string script, string error, params string[] arguments)
    {
        ProgramOutcome outcome = await Programs.TryRunAsync("/", Path.Combine(RepositoryFolder.Path, "deploy", script), arguments);

        Assert.Equal(($"{script}: {error}\n", 2), (outcome.Error, outcome.ExitCode));
    }

    [MachineFact]
    public async Task What_is_installed_answers_confined_and_a_purge_leaves_nothing()
    {
        await using Machine machine = await Machine.BootAsync();
        string[] before = await FilesAsync(machine);
        machine.Copy(await PackageAsync(), "/root/rdns.deb");

        await machine.RunAsync("dpkg", "-i", "/root/rdns.deb");
        Assert.Equal("localhost.", (await machine.RunAsync("dig", "+short", "@127.0.0.1", "-x", "127.0.0.1")).Trim());
        Assert.Equal("active", (await machine.RunAsync("systemctl", "is-active", "rdns")).Trim());
        Assert.Contains("healthy", await machine.RunAsync("systemctl", "show", "-P", "StatusText", "rdns"), StringComparison.Ordinal);
        await ShowsConfinementAsync(machine);
        await machine.RunAsync("systemctl", "reload", "rdns");
        await LosesNothingAsync(machine);

        await machine.RunAsync("dpkg", "-r", "rdns");
        Assert.Equal("inactive", (await machine.TryRunAsync("systemctl", "is-active", "rdns")).Output.Trim());
        await machine.RunAsync("test", "-f", "/etc/rdns/rdns.yaml");
        await machine.RunAsync("dpkg", "-P", "rdns");
        await machine.RunAsync("rm", "/root/rdns.deb");
        Assert.Empty((await FilesAsync(machine)).Except(before, StringComparer.Ordinal));
        Assert.NotEqual(0, (await machine.TryRunAsync("getent", "passwd", "rdns")).ExitCode);
        Assert.NotEqual(0, (await machine.TryRunAsync("getent", "group", "rdns")).ExitCode);
    }

    /// <summary>Of the build under test, without the runtime: the one that is here is used.</summary>
    private static async Task<string> PackageAsync()
    {
        string output = Directory.CreateTempSubdirectory("rdns-package-").FullName;
        string from = Path.Combine(RepositoryFolder.Path, "src/ReverseDns.App/bin/Release/net10.0");
        return (await Programs.RunAsync(
            output,
            Path.Combine(RepositoryFolder.Path, "deploy/build-deb.sh"),
            "--from", from, "--output", output, "--compress", "none", "--version", "1.0.0")).Trim();
    }

    /// <summary>Not root, the port its only capability, no way to more, and nothing to be written but its state.</summary>
    private static async Task ShowsConfinementAsync(Machine machine)
    {
        string process = (await machine.RunAsync("systemctl", "show", "-P", "MainPID", "rdns")).Trim();
        string status = await machine.RunAsync("cat", $"/proc/{process}/status");
        string user = (await machine.RunAsync("id", "-u", "rdns")).Trim();
        Assert.Contains($"Uid:\t{user}\t{user}\t{user}\t{user}\n", status, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000400\n", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t0000000000000400\n", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1\n", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2\n", status, StringComparison.Ordinal);
        foreach (string folder in (string[])["/etc/rdns", "/usr/lib/rdns", "/var/log"])
        {
            Assert.NotEqual(0, (await machine.TryRunAsync("nsenter", "-t", process, "-m", "touch", $"{folder}/x")).ExitCode);
        }

        string modes = await machine.RunAsync("stat", "-c", "%a %U:%G %n", "/etc/rdns", "/etc/rdns/rdns.yaml", "/var/lib/rdns", "/var/lib/rdns/keys", "/run/rdns/control.sock");
        Assert.Equal(
            """
            750 root:rdns /etc/rdns
            640 root:rdns /etc/rdns/rdns.yaml
            750 rdns:rdns /var/lib/rdns
            700 rdns:rdns /var/lib/rdns/keys
            600 rdns:rdns /run/rdns/control.sock
            """,
            modes.Trim());
    }

    /// <summary>An upgrade, and a process that is killed, while questions come: what is not answered at once waits in the sockets, as far as there is room.</summary>
    private static async Task LosesNothingAsync(Machine machine)
    {
        machine.Write("/root/questions", "1.0.0.127.in-addr.arpa PTR\n");
        RunningProgram load = machine.Start("dnsperf", "-s", "127.0.0.1", "-d", "/root/questions", "-Q", Rate, "-c", "20", "-q", "10000", "-l", "6", "-t", "9", "-S", "1");
        await using (load)
        {
            await Eventually.HoldsAsync(() => load.Log.Contains("qps", StringComparison.Ordinal) || load.HasEnded);
            string before = await machine.RunAsync("systemctl", "show", "-P", "MainPID", "rdns");
            await machine.RunAsync("dpkg", "-i", "/root/rdns.deb");
            string after = await machine.RunAsync("systemctl", "show", "-P", "MainPID", "rdns");
            Assert.NotEqual(before, after);
            await machine.RunAsync("kill", "-9", after.Trim());
            await Eventually.HoldsAsync(() => load.HasEnded);
            await Eventually.HoldsAsync(() => load.Log.Contains("Queries lost", StringComparison.Ordinal));
        }

        // Killed with a batch taken and not yet answered, it loses that.
        Match lost = Regex.Match(load.Log, @"Queries lost:\s+(?<count>[0-9]+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        Assert.InRange(int.Parse(lost.Groups["count"].Value, CultureInfo.InvariantCulture), 0, 1);
        await machine.RunAsync("rm", "/root/questions");
    }

    /// <summary>Where a package may put something, without what dpkg and man keep as their own memory.</summary>
    private static async Task<string[]> FilesAsync(Machine machine) =>
        (await machine.RunAsync(
            "find", "/etc", "/usr", "/opt", "/srv", "/home", "/var", "-xdev",
            "-not", "-path", "/var/lib/dpkg/*", "-not", "-path", "/var/cache/man/*", "-not", "-path", "/var/log/*"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
