using System.Diagnostics;
using System.Globalization;
using ReverseDns.Bench.Sets;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// How long it takes to sign a whole zone with ECDSA P-256, and what the signatures alone would take. With one thread run
/// it under "taskset -c 0".
/// </summary>
internal static class SignBenchmark
{
    private const int Rounds = 5;
    private const string Origin = BenchZones.Delegations + ".";
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public static int Run(string[] arguments)
    {
        int threads = arguments is [string count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 1;
        if (arguments is [_, string path, string origin])
        {
            return Measure(path, DomainName.Parse(origin), threads);
        }

        DirectoryInfo folder = Directory.CreateTempSubdirectory("rdns-bench-");
        try
        {
            BenchZones.Write(folder.FullName, 1);
            return Measure(Path.Combine(folder.FullName, $"{BenchZones.Delegations}.zone"), DomainName.Parse(Origin), threads);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static int Measure(string path, DomainName origin, int threads)
    {
        using ZoneContents contents = ZoneFile.Read(path, origin, ZoneFileOptions.Default, [], out _)
            ?? throw new InvalidOperationException($"{path} cannot be read");
        using var ksk = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true);
        using var zsk = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: false);
        Console.WriteLine("denial         records  signatures  seconds  signing alone");
        foreach (DenialKind denial in Enum.GetValues<DenialKind>())
        {
            var options = new SigningOptions { Denial = denial, Threads = threads };
            var signer = new ZoneSigner(ZoneKeys.Of(origin, 3600, ksk, zsk), options);
            for (int round = 0; round < Rounds; round++)
            {
                long start = Stopwatch.GetTimestamp();
                using ZoneContents signed = signer.Sign(contents, new Serial(2), Now);
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                int signatures = CountSignatures(signed);
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{denial,-12}{signed.RecordCount,10}{signatures,12}{seconds,9:F2}{SigningAlone(zsk, signatures) / threads,15:F2}"));
            }
        }

        return 0;
    }

    private static int CountSignatures(ZoneContents signed)
    {
        int count = 0;
        foreach (RRsetView rrset in signed)
        {
            count += rrset.Type == RecordType.RRSIG ? rrset.Count : 0;
        }

        return count;
    }

    /// <summary>Seconds that as many signatures take one thread, each of a short message.</summary>
    private static double SigningAlone(SigningKey key, int signatures)
    {
        byte[] message = new byte[150];
        byte[] signature = new byte[key.SignatureLength];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < signatures; i++)
        {
            key.Sign(message, signature);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
