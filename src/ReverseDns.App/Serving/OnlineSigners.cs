using Microsoft.Extensions.Logging;
using ReverseDns.App.Configuration;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Serving;

/// <summary>
/// The signers of the zones that sign while they answer: with the keys that have signed the SOA of the version served, wherever
/// that was, if the private halves are at hand. Keys in a token are not used: nobody knows how long it takes. One caller at a time.
/// </summary>
internal sealed partial class OnlineSigners(DnssecConfiguration dnssec, TimeProvider clock, ILogger logger)
{
    private readonly Dictionary<DomainName, (KeySet Keys, OnlineSigner? Signer)> _signers = [];

    /// <summary>Null when a key is missing, or no signature could help; the log says so.</summary>
    /// <param name="served">Signed, and not disposed meanwhile.</param>
    public IOnlineSigner? Of(CompiledZone served)
    {
        if (served.IsDeniedByHash)
        {
            if (_signers.TryAdd(served.Origin, (KeySet.Empty, null)))
            {
                LogHashed(logger, served.Origin);
            }

            return null;
        }

        using var apex = new ZoneContentsBuilder(served.Origin);
        new VersionReader(served).AddRecords(served.Origin.Wire, apex, type => type is RecordType.SOA or RecordType.DNSKEY);
        using ZoneContents contents = apex.Build();
        KeySet wanted = OnlineSigner.KeysOf(contents);
        bool isKnown = _signers.TryGetValue(served.Origin, out (KeySet Keys, OnlineSigner? Signer) held) && held.Keys.Equals(wanted);
        if (!isKnown || held.Signer is null)
        {
            held = (wanted, Read(contents, wanted));
            _signers[served.Origin] = held;
            if (held.Signer is null && !isKnown)
            {
                LogWithoutKeys(logger, served.Origin);
            }
        }

        return held.Signer;
    }

    private OnlineSigner? Read(ZoneContents apex, KeySet wanted)
    {
        IReadOnlyList<StoredKey> stored;
        try
        {
            stored = new KeyStore(dnssec.KeyFolder).Read(apex.Origin).Keys;
        }
        catch (IOException)
        {
            return null;
        }

        ILookup<bool, StoredKey> keys = stored.ToLookup(key => wanted.Contains(key.Name) && OnlineSigner.CanBeOf(apex, key.Key));
        foreach (StoredKey other in keys[false])
        {
            other.Dispose();
        }

        SigningKey[] signing = [.. keys[true].Select(key => key.Key)];
        return signing.Length > 0 && signing.Length == wanted.Names.Count
            ? new OnlineSigner(apex.Origin, signing, dnssec.PolicyOf(apex.Origin).Signing, clock)
            : null;
    }

    [LoggerMessage(EventName = "synthesis-hashed", Level = LogLevel.Warning,
        Message = "Zone {Zone}: 'synthesize' has no effect, as the zone is signed elsewhere and denies names by NSEC3")]
    private static partial void LogHashed(ILogger logger, DomainName zone);

    [LoggerMessage(EventName = "synthesis-without-keys", Level = LogLevel.Warning,
        Message = "Zone {Zone}: 'synthesize' makes records, and no key to sign them is at hand: who asks for signatures gets SERVFAIL for them")]
    private static partial void LogWithoutKeys(ILogger logger, DomainName zone);
}
