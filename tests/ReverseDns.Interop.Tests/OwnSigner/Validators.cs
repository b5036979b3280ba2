using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>Other people's programs that say whether a signed zone is right.</summary>
public static class Validators
{
    /// <summary>Asks all of them; throws with what the first one says that refuses.</summary>
    /// <param name="hasCsk">One key has the flag SEP and signs all.</param>
    /// <param name="withValidns">Of the algorithms in use it knows RSA alone, and not every name (<see cref="SampleZones.IsReadByValidns"/>).</param>
    public static async Task AcceptAsync(ZoneContents zone, bool hasCsk, bool withValidns)
    {
        string folder = Directory.CreateTempSubdirectory("rdns-validate-").FullName;
        try
        {
            string origin = zone.Origin.ToString();
            string file = Path.Combine(folder, "zone");
            ZoneFileWriter.Write(zone, file);
            bool hasDigest = zone.TryFind(zone.Origin.Wire, RecordType.ZONEMD, out _);
            await Programs.RunAsync(folder, "ldns-verify-zone", [.. hasDigest ? (string[])["-ZZ"] : [], "-V", "1", file]);
            await VerifyAsync(folder, origin, file, hasCsk);
            await Programs.RunAsync(folder, "kzonecheck", "-o", origin, "-d", "on", file);
            await Programs.RunAsync(folder, "named-checkzone", "-i", "local", "-k", "ignore", "-q", origin, file);
            if (withValidns)
            {
                await Programs.RunAsync(folder, "validns", "-z", origin, file);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Asks BIND's alone, for odd zones: it looks at signatures and denial only. On some of them ldns-verify-zone does not end.</summary>
    public static async Task VerifyAsync(ZoneContents zone, bool hasCsk)
    {
        string folder = Directory.CreateTempSubdirectory("rdns-validate-").FullName;
        try
        {
            string file = Path.Combine(folder, "zone");
            ZoneFileWriter.Write(zone, file);
            await VerifyAsync(folder, zone.Origin.ToString(), file, hasCsk);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<string> VerifyAsync(string folder, string origin, string file, bool hasCsk) =>
        Programs.RunAsync(folder, "dnssec-verify", [.. hasCsk ? (string[])["-z"] : [], "-q", "-o", origin, file]);
}
