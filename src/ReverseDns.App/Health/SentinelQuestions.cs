using System.Security.Cryptography;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.App.Health;

/// <summary>
/// Questions of each kind, zone after zone: however many zones there are, one costs the same, and in the end all have been asked
/// for. Names and what must come are read from the zones themselves. For one thread.
/// </summary>
/// <param name="identity">The name that class CH has for us.</param>
/// <param name="asksIdentity">By which we are to be known.</param>
internal sealed class SentinelQuestions(ZoneStore store, DomainName identity, bool asksIdentity) : IDisposable
{
    /// <summary>NULL, which nobody has in a zone (RFC 1035, section 3.3.10).</summary>
    private const RecordType NoType = (RecordType)10;

    private const int MostSkipped = 32;
    private const int Kinds = 3;
    private const int IdentityEach = 8;
    private const int RandomDigits = 12;

    private readonly ZoneReader _reader = store.AddReader();
    private int _turn;

    /// <summary>Who we are, when there is no zone that can be asked for.</summary>
    public Sentinel Next()
    {
        _turn++;
        if (asksIdentity && _turn % IdentityEach == 0)
        {
            return Sentinel.OfIdentity(identity);
        }

        ZoneTable table = _reader.Enter();
        try
        {
            for (int skipped = 0; skipped < Math.Min(MostSkipped, table.Count * Kinds); skipped++, _turn++)
            {
                int at = (_turn & int.MaxValue) % (table.Count * Kinds);
                ServedZone served = table.Zones[at / Kinds];
                if (served.Zone is { } zone && Ask((SentinelKind)(at % Kinds), served, zone, table) is { } sentinel)
                {
                    return sentinel;
                }
            }

            return Sentinel.OfIdentity(identity);
        }
        finally
        {
            _reader.Leave();
        }
    }

    /// <summary>The version that a question was made of is still the one that is answered from.</summary>
    public bool IsPresent(Sentinel sentinel)
    {
        ZoneTable table = _reader.Enter();
        bool isPresent = sentinel.Version is not { } version || ReferenceEquals(table.Find(version.Origin.Wire)?.Zone, version);
        _reader.Leave();
        return isPresent;
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Null when the zone has nothing to be asked for in this way.</summary>
    private static Sentinel? Ask(SentinelKind kind, ServedZone served, CompiledZone zone, ZoneTable table)
    {
        if (kind == SentinelKind.Answer)
        {
            return Sentinel.Of(kind, zone.Origin, RecordType.SOA, zone);
        }

        var names = SentinelNames.Of(zone);
        if (kind == SentinelKind.Referral)
        {
            // A child that is served here too answers for itself.
            return names.Delegation is { } cut && table.Find(cut.Wire) is null
                ? Sentinel.Of(kind, cut, RecordType.PTR, zone) : null;
        }

        string label = $"rdns-probe-{RandomNumberGenerator.GetHexString(RandomDigits, lowercase: true)}";
        return names.DeniesNames && DomainName.TryParse(label, zone.Origin, out DomainName nobody, out _)
            ? Sentinel.Of(kind, nobody, RecordType.PTR, zone) with { DeniesName = true, Synthesizes = served.Synthesis is not null }
            : Sentinel.Of(kind, zone.Origin, NoType, zone);
    }
}
