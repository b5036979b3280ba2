using System.Collections.Immutable;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>What a zone's keys are for now. Holds the private keys until it is disposed.</summary>
public sealed class KeeperRun : IDisposable
{
    private readonly DomainName _zone;
    private readonly KeyPolicy _policy;
    private readonly List<StoredKey> _keys;

    internal KeeperRun(
        DomainName zone, KeyPolicy policy, ZoneKeyState state, List<StoredKey> keys, ImmutableArray<string> alarms, TimeSpan nextRun)
    {
        _zone = zone;
        _policy = policy;
        _keys = keys;
        State = state;
        Alarms = alarms;
        NextRun = nextRun;
    }

    public ZoneKeyState State { get; }

    /// <summary>The keys at hand, spares among them.</summary>
    public IReadOnlyList<StoredKey> Keys => _keys;

    /// <summary>What an operator has to see to, in words.</summary>
    public ImmutableArray<string> Alarms { get; }

    /// <summary>The latest that the schedule has to run again.</summary>
    public TimeSpan NextRun { get; }

    /// <summary>False: a private key is missing. What is served stays, with its signatures.</summary>
    public bool CanSign => !IsLost && State.Signatures.Wanted.Keys.Union(State.DnsKeys.Wanted.Signers).Names.All(name => Find(name) is not null);

    /// <summary>The zone is signed, and nothing is known of its keys.</summary>
    internal bool IsLost { get; init; }

    /// <summary>For the signer: what signs what, and the DNSKEY, CDS and CDNSKEY records.</summary>
    public ZoneKeys ForSigner =>
        new(AtHand(State.DnsKeys.Wanted.Signers), AtHand(State.Signatures.Wanted.Keys), [.. Records()])
        {
            Distrusted = [.. State.Keys.Where(key => key.IsUrgent).Select(key => key.Name)],
        };

    public void Dispose() => _keys.ForEach(key => key.Dispose());

    private StoredKey? Find(KeyName name) => _keys.Find(key => key.Name == name);

    private SigningKey[] AtHand(KeySet set) => [.. set.Names.Select(Find).OfType<StoredKey>().Select(key => key.Key)];

    private IEnumerable<ResourceRecord> Records()
    {
        foreach (KeyName name in State.DnsKeys.Wanted.Keys.Names)
        {
            yield return Record(RecordType.DNSKEY, State.Find(name)!.DnsKey);
        }

        if (!_policy.PublishesCds || CdsWanted.Of(State) is not KeySet wanted)
        {
            yield break;
        }

        if (wanted.IsEmpty)
        {
            yield return Record(RecordType.CDS, DelegationSigner.DeleteCds.ToArray());
            yield return Record(RecordType.CDNSKEY, DelegationSigner.DeleteCdnskey.ToArray());
        }

        foreach (ManagedKey key in wanted.Names.Select(State.Find).OfType<ManagedKey>())
        {
            yield return Record(RecordType.CDS, DelegationSigner.Create(_zone, key.DnsKey.Span, DigestType.Sha256));
            yield return Record(RecordType.CDNSKEY, key.DnsKey);
        }
    }

    private ResourceRecord Record(RecordType type, ReadOnlyMemory<byte> rdata) =>
        new(_zone, type, RecordClass.IN, (uint)_policy.DnsKeyTimeToLive.TotalSeconds, rdata);
}
