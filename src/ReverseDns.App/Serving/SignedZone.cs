using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// Keeps one zone signed: with the keys that the schedule wants, its own line of serials, and no signature near its end. A
/// version is verified whole, then on the disk, then served; one that fails leaves the last one, and is tried again.
/// </summary>
internal sealed partial class SignedZone(
    DomainName origin, DnssecConfiguration dnssec, string file, TimeProvider clock, ILogger logger)
{
    private const int SerialFromEnd = 20;
    private const int ExpireFromEnd = 8;
    private const int MostFaults = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

    private readonly ZoneKeeper _keeper = new(new KeyStore(dnssec.KeyFolder), origin, clock);
    private readonly HashSet<string> _alarms = new(StringComparer.Ordinal);
    private CompiledZone? _unsigned;
    private SignedVersion? _version;
    private long _run;
    private TimeSpan _wait;

    /// <summary>The version to be served; null: the zone as it came.</summary>
    public SignedVersion? Update(CompiledZone unsigned)
    {
        DateTimeOffset now = clock.GetUtcNow();
        if (unsigned == _unsigned && clock.GetElapsedTime(_run) < _wait && !IsDue(now))
        {
            return _version;
        }

        // Waiting goes by the clock that cannot jump.
        _run = clock.GetTimestamp();
        _wait = Retry;
        _unsigned = unsigned;
        try
        {
            Run(unsigned, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            LogFailed(logger, origin, e.Message);
        }

        WarnOfEnd(now);
        return _version;
    }

    /// <summary>The same version in memory of its own.</summary>
    public CompiledZone Copy(CompiledZone unsigned)
    {
        using ZoneContents contents = unsigned.ToContents();
        _unsigned = CompiledZone.Compile(contents);
        return _unsigned;
    }

    /// <summary>A signature is to be made anew; or was made by a clock that was ahead of this one.</summary>
    private bool IsDue(DateTimeOffset now) =>
        _version is not null && (now >= _version.FirstEnd - dnssec.Signing.Refresh || now < _version.SignedAt - dnssec.Signing.BackDating);

    private void Run(CompiledZone unsigned, DateTimeOffset now)
    {
        using ZoneContents plain = unsigned.ToContents();
        using ZoneContents? before = _version?.Zone.ToContents() ?? ReadStored();
        using KeeperRun run = _keeper.Run(dnssec.Keys, ServedKeysReader.Read(before ?? plain), parent: null);
        PolicyFault? mismatch = PolicyCheck.OfZone(dnssec.Signing, ExpireOf(plain));
        Report(mismatch is null ? run.Alarms : [.. run.Alarms, $"dnssec: {mismatch.Setting}: {mismatch.Reason}"]);
        ZoneKeys keys = run.ForSigner;
        if (!run.CanSign)
        {
            KeepStored(before, unsigned, now);
            return;
        }

        if (keys.Records.All(record => record.Type != RecordType.DNSKEY))
        {
            _version = null;
            File.Delete(file);
        }
        else
        {
            Sign(plain, before, keys, now);
        }

        _wait = TimeSpan.FromTicks(Math.Clamp(run.NextRun.Ticks, ShortestWait.Ticks, LongestWait.Ticks));
    }

    private void Sign(ZoneContents plain, ZoneContents? before, ZoneKeys keys, DateTimeOffset now)
    {
        var signer = new ZoneSigner(keys, dnssec.Signing);
        Serial unsigned = SerialOf(plain);
        Serial last = before is null ? unsigned : SerialOf(before);
        ZoneContents signed = signer.Sign(plain, last, now, before);
        try
        {
            if (before is not null && HasChanged(before, signed))
            {
                ZoneContents numbered = signer.Sign(plain, unsigned.IsNewerThan(last) ? unsigned : last.Next(), now, signed);
                signed.Dispose();
                signed = numbered;
            }
            else if (_version is not null)
            {
                return;
            }

            Publish(signed, unsigned, keys, now);
        }
        finally
        {
            signed.Dispose();
        }
    }

    private void Publish(ZoneContents signed, Serial unsigned, ZoneKeys keys, DateTimeOffset now)
    {
        VerificationResult result = new SignatureVerifier([.. keys.ForZone.Concat(keys.ForKeys).Select(key => key.DnsKey)]).Verify(signed, now);
        if (!result.IsGood)
        {
            LogRefused(logger, origin, string.Join("; ", result.Faults.Take(MostFaults)));
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        ZoneFileWriter.Write(signed, file);
        Serial serial = SerialOf(signed);
        DateTimeOffset end = now + (result.LeastRemaining ?? TimeSpan.Zero);
        _version = new SignedVersion(CompiledZone.Compile(signed), unsigned, now, end);
        LogSigned(logger, origin, serial, unsigned, result.Signatures, end);
    }

    /// <summary>After a start without the keys: what was served before is served on.</summary>
    private void KeepStored(ZoneContents? stored, CompiledZone unsigned, DateTimeOffset now)
    {
        if (_version is null && stored is not null)
        {
            VerificationResult result = new SignatureVerifier().Verify(stored, now);
            _version = new SignedVersion(CompiledZone.Compile(stored), unsigned.Serial, now, now + (result.LeastRemaining ?? TimeSpan.Zero));
        }
    }

    private ZoneContents? ReadStored() => File.Exists(file) ? ZoneFile.Read(file, origin, ZoneFileOptions.Default, [], out _) : null;

    private void Report(IEnumerable<string> alarms)
    {
        string[] now = [.. alarms];
        foreach (string alarm in now.Where(alarm => !_alarms.Contains(alarm)))
        {
            LogAlarm(logger, origin, alarm);
        }

        _alarms.Clear();
        _alarms.UnionWith(now);
    }

    /// <summary>By half of the refresh time whatever keeps the zone from being signed has lasted for days.</summary>
    private void WarnOfEnd(DateTimeOffset now)
    {
        if (_version is not null && _version.FirstEnd - now < dnssec.Signing.Refresh / 2)
        {
            LogEnding(logger, origin, _version.FirstEnd);
        }
    }

    private static bool HasChanged(ZoneContents before, ZoneContents after)
    {
        using var difference = ZoneDiff.Between(before, after);
        return !difference.IsEmpty;
    }

    private static Serial SerialOf(ZoneContents contents) => new(NumberOfSoa(contents, SerialFromEnd));

    private static TimeSpan ExpireOf(ZoneContents contents) => TimeSpan.FromSeconds(NumberOfSoa(contents, ExpireFromEnd));

    private static uint NumberOfSoa(ZoneContents contents, int fromEnd) =>
        contents.TryFind(contents.Origin.Wire, RecordType.SOA, out RRsetView soa)
            ? BinaryPrimitives.ReadUInt32BigEndian(soa.Rdata(0)[^fromEnd..])
            : 0;

    [LoggerMessage(
        LogLevel.Information,
        "Zone {Zone}: signed as serial {Serial} from serial {Unsigned}; {Signatures} signatures verified, the first ends {End:u}")]
    private static partial void LogSigned(ILogger logger, DomainName zone, Serial serial, Serial unsigned, int signatures, DateTimeOffset end);

    [LoggerMessage(LogLevel.Error, "Zone {Zone}: the signed version is not served, as it does not verify: {Faults}")]
    private static partial void LogRefused(ILogger logger, DomainName zone, string faults);

    [LoggerMessage(LogLevel.Error, "Zone {Zone} was not signed, and is tried again: {Reason}")]
    private static partial void LogFailed(ILogger logger, DomainName zone, string reason);

    [LoggerMessage(LogLevel.Warning, "Zone {Zone}: {Alarm}")]
    private static partial void LogAlarm(ILogger logger, DomainName zone, string alarm);

    [LoggerMessage(LogLevel.Error, "Zone {Zone}: its first signature ends {End:u}, and could not be made anew")]
    private static partial void LogEnding(ILogger logger, DomainName zone, DateTimeOffset end);
}
