using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench;

/// <summary>
/// What one changed delegation costs in a signed zone with many: signing the change, and making the version to be served.
/// In process, without journal.
/// </summary>
internal static class SignChangeBenchmark
{
    private const int DefaultNames = 1_000_000;
    private const int Rounds = 200;
    private const int RoundsWithDigests = 20;
    private static readonly DomainName Zone = DomainName.Parse("10.in-addr.arpa.");
    private static readonly byte[] Host = DomainName.Parse("ns.example.net.").Wire.ToArray();
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    public static int Run(string[] arguments)
    {
        int names = arguments is [string count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : DefaultNames;
        ZoneDigests digests = arguments is [_, string kind] ? Enum.Parse<ZoneDigests>(kind, ignoreCase: true) : ZoneDigests.None;
        int rounds = digests == ZoneDigests.None ? Rounds : RoundsWithDigests;
        using var ksk = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: true);
        using var zsk = SigningKey.Generate(SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: false);
        Console.WriteLine("denial        change  median ms   p99 ms  records");
        foreach (DenialKind denial in (DenialKind[])[DenialKind.Nsec, DenialKind.Nsec3])
        {
            var signer = new ZoneSigner(ZoneKeys.Of(Zone, 3600, ksk, zsk), new SigningOptions { Denial = denial, Digests = digests });
            using ZoneContents unsigned = Unsigned(names);
            using ZoneContents signed = signer.Sign(unsigned, new Serial(1), Now);
            using var served = CompiledZone.Compile(signed);
            Measure(signer, served, denial, "DS", rounds, round => Ds(round * 7919 % names));
            Measure(signer, served, denial, "new", rounds, round => New(round));
        }

        return 0;
    }

    private static void Measure(ZoneSigner signer, CompiledZone served, DenialKind denial, string what, int rounds, Func<int, ZoneDiff> make)
    {
        double[] times = new double[rounds];
        int records = 0;
        for (int round = 0; round < rounds; round++)
        {
            using ZoneDiff change = make(round);
            long start = Stopwatch.GetTimestamp();
            using ZoneDiff diff = signer.TrySign(served, change, new Serial(2), Now)
                ?? throw new InvalidOperationException("the zone would have to be signed whole");
            DiffOutcome outcome = served.TryApply(diff, out CompiledZone? next, out string? whyNot);
            times[round] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            records = diff.RecordCount;
            next?.Dispose();
            if (outcome != DiffOutcome.Applied)
            {
                throw new InvalidOperationException($"{outcome}: {whyNot}");
            }
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{denial,-12}{what,8}{times[rounds / 2],11:F2}{times[rounds * 99 / 100],9:F2}{records,9}"));
    }

    /// <summary>A delegation becomes secure.</summary>
    private static ZoneDiff Ds(int name)
    {
        using var removed = new ZoneContentsBuilder(Zone);
        using var added = new ZoneContentsBuilder(Zone);
        added.Add(Owner(name), RecordType.DS, 3600, [0x12, 0x34, 13, 2, .. new byte[32]]);
        return new ZoneDiff(new Serial(1), new Serial(2), removed.Build(), added.Build());
    }

    /// <summary>A delegation that was not there.</summary>
    private static ZoneDiff New(int number)
    {
        using var removed = new ZoneContentsBuilder(Zone);
        using var added = new ZoneContentsBuilder(Zone);
        added.Add(DomainName.Parse($"{number}-new.{number}.200.{Zone}").Wire, RecordType.NS, 3600, Host);
        return new ZoneDiff(new Serial(1), new Serial(2), removed.Build(), added.Build());
    }

    private static ZoneContents Unsigned(int names)
    {
        using var builder = new ZoneContentsBuilder(Zone);
        byte[] soa = [.. Host, .. Host, .. new byte[20]];
        BinaryPrimitives.WriteUInt32BigEndian(soa.AsSpan(soa.Length - 4), 900);
        builder.Add(Zone.Wire, RecordType.SOA, 3600, soa);
        builder.Add(Zone.Wire, RecordType.NS, 3600, Host);
        for (int i = 0; i < names; i++)
        {
            builder.Add(Owner(i), RecordType.NS, 3600, Host);
        }

        return builder.Build();
    }

    private static ReadOnlySpan<byte> Owner(int name) =>
        DomainName.Parse(string.Create(CultureInfo.InvariantCulture, $"{name & 255}.{(name >> 8) & 255}.{name >> 16}.{Zone}")).Wire;
}
