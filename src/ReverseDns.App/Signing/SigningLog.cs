using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Signing;

/// <summary>What is said about the signing of one zone; what stays wrong is said once.</summary>
internal sealed partial class SigningLog(DomainName zone, ILogger logger)
{
    private const int MostFaults = 5;

    private HashSet<string> _alarms = new(StringComparer.Ordinal);

    /// <summary>What an operator has to see to now.</summary>
    public IReadOnlyCollection<string> Alarms => _alarms;

    /// <summary>Says those that are new.</summary>
    public void Report(IEnumerable<string> alarms)
    {
        var now = alarms.ToHashSet(StringComparer.Ordinal);
        foreach (string alarm in now.Except(_alarms, StringComparer.Ordinal))
        {
            LogAlarm(logger, zone, alarm);
        }

        foreach (string alarm in _alarms.Except(now, StringComparer.Ordinal))
        {
            LogHealed(logger, zone, alarm);
        }

        _alarms = now;
    }

    public void Signed(SignedVersion version, int signatures) =>
        LogSigned(logger, zone, version.Zone.Serial, version.Unsigned, signatures, version.FirstEnd);

    public void Refused(VerificationResult result) => LogRefused(logger, zone, Text(result));

    public void Broken(VerificationResult result) => LogBroken(logger, zone, Text(result));

    /// <summary>What the machine does wrong is an alarm alone; for anything else there is a bug of ours to be found.</summary>
    public void Fault(Exception fault)
    {
        if (fault is not (IOException or UnauthorizedAccessException or CryptographicException))
        {
            LogFault(logger, fault, zone);
        }
    }

    public static string Text(VerificationResult result) => string.Join("; ", result.Faults.Take(MostFaults));

    public void Unsigned() => LogUnsigned(logger, zone);

    public void ParentTold(string place, bool hasAnswered) => LogParentTold(logger, zone, place, hasAnswered ? "has answered" : "has not answered");

    [LoggerMessage(EventName = "zone-signed", Level = LogLevel.Information,
        Message = "Zone {Zone}: signed as serial {Serial} from serial {Unsigned}; {Signatures} signatures verified, the first ends {End:u}")]
    private static partial void LogSigned(ILogger logger, DomainName zone, Serial serial, Serial? unsigned, int signatures, DateTimeOffset? end);

    [LoggerMessage(EventName = "signed-refused", Level = LogLevel.Error,
        Message = "Zone {Zone}: the signed version is not served, as it does not verify: {Cause}")]
    private static partial void LogRefused(ILogger logger, DomainName zone, string cause);

    [LoggerMessage(EventName = "signed-broken", Level = LogLevel.Error,
        Message = "Zone {Zone}: the signed version that is served does not verify, and is signed anew: {Cause}")]
    private static partial void LogBroken(ILogger logger, DomainName zone, string cause);

    [LoggerMessage(EventName = "zone-unsigned", Level = LogLevel.Information,
        Message = "Zone {Zone}: served as it came from now on, without signatures")]
    private static partial void LogUnsigned(ILogger logger, DomainName zone);

    [LoggerMessage(EventName = "signing-fault", Level = LogLevel.Error,
        Message = "Zone {Zone}: a fault in its signing, which is tried again")]
    private static partial void LogFault(ILogger logger, Exception fault, DomainName zone);

    [LoggerMessage(EventName = "signing-alarm", Level = LogLevel.Warning,
        Message = "Zone {Zone}: {Cause}")]
    private static partial void LogAlarm(ILogger logger, DomainName zone, string cause);

    [LoggerMessage(EventName = "signing-alarm-over", Level = LogLevel.Information,
        Message = "Zone {Zone}: over: {Cause}")]
    private static partial void LogHealed(ILogger logger, DomainName zone, string cause);

    [LoggerMessage(EventName = "parent-told", Level = LogLevel.Information,
        Message = "Zone {Zone}: {Place} was told of new CDS records and {Answer}")]
    private static partial void LogParentTold(ILogger logger, DomainName zone, string place, string answer);
}
