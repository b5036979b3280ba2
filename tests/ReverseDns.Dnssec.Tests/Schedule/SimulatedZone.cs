namespace ReverseDns.Dnssec.Tests.Schedule;

/// <summary>A zone of a few RRsets whose signatures are refreshed one at a time, as a signer does.</summary>
internal sealed class SimulatedZone
{
    private const int RRsets = 5;

    private readonly Random _random;
    private readonly KeySet[] _signatures = [.. Enumerable.Repeat(KeySet.Empty, RRsets)];
    private readonly DateTimeOffset[] _due = new DateTimeOffset[RRsets];
    private readonly SlowCaches<(string Keys, string Signers)> _dnsKeys;
    private readonly SlowCaches<string>[] _caches;

    public SimulatedZone(Random random, KeyPolicy policy, DateTimeOffset now)
    {
        _random = random;
        _dnsKeys = new(policy.DnsKeyTimeToLive, policy.ZonePropagation);
        _caches = [.. _signatures.Select(_ => new SlowCaches<string>(policy.LargestTimeToLive, policy.ZonePropagation))];
        Policy = policy;
        DnsKeys = Signers = KeySet.Empty;
        Serve(now);
    }

    public KeyPolicy Policy { get; }

    public KeySet DnsKeys { get; private set; }

    public KeySet Signers { get; private set; }

    /// <summary>The DS that CDS ask for; null: none.</summary>
    public KeySet? Cds { get; private set; }

    public ServedKeys Served =>
        new(DnsKeys, Signers, [.. _signatures.Distinct()], Policy.DnsKeyTimeToLive, Policy.LargestTimeToLive);

    public IReadOnlyList<(string Keys, string Signers)> CachedDnsKeys(DateTimeOffset now) => _dnsKeys.At(now);

    public IEnumerable<string> CachedSignatures(DateTimeOffset now) => _caches.SelectMany(cache => cache.At(now)).Distinct();

    /// <summary>Publishes what is wanted, as far as the private keys are at hand.</summary>
    public bool Sign(ZoneKeyState state, KeySet available, DateTimeOffset now)
    {
        KeySet wanted = state.Signatures.Wanted.Keys;
        if (!wanted.Union(state.DnsKeys.Wanted.Signers).Intersect(available).Equals(wanted.Union(state.DnsKeys.Wanted.Signers)))
        {
            return false;
        }

        (DnsKeys, Signers) = (state.DnsKeys.Wanted.Keys, state.DnsKeys.Wanted.Signers);
        Cds = CdsWanted.Of(state);
        for (int at = 0; at < RRsets; at++)
        {
            bool covers = wanted.Names.All(name => Stays(_signatures[at], name)) && wanted.IsEmpty == _signatures[at].IsEmpty;
            bool urgent = state.Keys.Any(key => key.IsUrgent && _signatures[at].Contains(key.Name));
            if (!covers || urgent || _due[at] <= now)
            {
                _signatures[at] = wanted;
                _due[at] = now + TimeSpan.FromHours(_random.Next(12, 24 * 7));
            }
        }

        Serve(now);
        return true;
    }

    /// <summary>A signature of another published key of the same algorithm serves until its refresh.</summary>
    private bool Stays(KeySet signatures, KeyName wanted) =>
        signatures.Names.Any(name => name.Algorithm == wanted.Algorithm && DnsKeys.Contains(name));

    private void Serve(DateTimeOffset now)
    {
        _dnsKeys.Serve((DnsKeys.ToString(), Signers.ToString()), now);
        for (int at = 0; at < RRsets; at++)
        {
            _caches[at].Serve(_signatures[at].ToString(), now);
        }
    }
}
