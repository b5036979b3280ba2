using System.Diagnostics;
using System.Globalization;

namespace ReverseDns.App.Tests.Anycast;

/// <summary>The zone of the lab, signed elsewhere with signatures that end soon.</summary>
internal static class SignedZone
{
    public static void Write(AnycastInstance instance, TimeSpan life)
    {
        string key = Directory.EnumerateFiles(instance.Folder, "K*.key").FirstOrDefault() is { } made
            ? Path.GetFileNameWithoutExtension(made)
            : Run(instance, "ldns-keygen", "-a", "ECDSAP256SHA256", "-k", AnycastLab.Zone).Trim();
        string file = $"zones/{AnycastLab.Zone}.zone";
        string end = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + (long)life.TotalSeconds)
            .ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        File.WriteAllText(instance.File("plain"), AnycastLab.ZoneText.Replace(" 1 7200", string.Create(CultureInfo.InvariantCulture, $" {(life.TotalMinutes > 10 ? 2 : 1)} 7200"), StringComparison.Ordinal));
        Run(instance, "ldns-signzone", "-e", end, "-f", file, "-o", AnycastLab.Zone, "plain", key);
    }

    public static async Task RenewAsync(AnycastInstance instance)
    {
        Write(instance, TimeSpan.FromHours(2));
        await instance.CtlAsync("reload");
    }

    private static string Run(AnycastInstance instance, string program, params string[] arguments)
    {
        using Process process = Programs.Start(instance.Folder, program, arguments);
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
        return output;
    }
}
