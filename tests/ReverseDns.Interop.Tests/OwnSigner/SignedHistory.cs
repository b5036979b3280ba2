using ReverseDns.Dnssec;
using ReverseDns.Protocol;
using ReverseDns.Zones;
using ReverseDns.Zones.Tests.Reference;

namespace ReverseDns.Interop.Tests.OwnSigner;

/// <summary>The versions of a random zone, each signed as a change of the one before and whole as well.</summary>
internal sealed class SignedHistory : IDisposable
{
    private readonly ZoneChanger _changer;
    private readonly bool _isForPeers;
    private readonly OwnKeys _keys = new();
    private readonly ZoneSigner _signer;
    private DateTimeOffset _now;
    private ZoneDraft _draft;
    private ZoneContents _unsigned;
    private ZoneContents _whole;
    private IReadOnlyList<string> _faults = [];

    /// <param name="isForPeers">Without what other programs do not load: anything below a DNAME, cuts at wildcards, DS at no cut.</param>
    public SignedHistory(ulong seed, bool isForPeers = false)
    {
        _isForPeers = isForPeers;

        // Peers have no clock but the machine's.
        _now = isForPeers ? TimeProvider.System.GetUtcNow().AddDays(-1) : DateTimeOffset.UnixEpoch.AddDays(20_000);
        var dice = new Dice(seed);
        var generator = new ZoneGenerator(dice);
        _changer = new ZoneChanger(dice, generator);
        _draft = generator.Next()[0];
        Denial = dice.Pick(Enum.GetValues<DenialKind>());
        Digests = dice.Pick(Enum.GetValues<ZoneDigests>());
        var options = new SigningOptions { Denial = Denial, Digests = Digests, Threads = 1 };
        IsCombined = dice.OneIn(2);
        SecurityAlgorithm algorithm = dice.OneIn(3) ? SecurityAlgorithm.EcdsaP256Sha256 : SecurityAlgorithm.Ed25519;
        _signer = new ZoneSigner(_keys.Of(_draft.Origin, algorithm, IsCombined), options);
        _unsigned = ContentsOf(_draft);
        _whole = _signer.Sign(_unsigned, Serial, _now);
        Served = CompiledZone.Compile(_whole);
    }

    public DenialKind Denial { get; }

    public ZoneDigests Digests { get; }

    /// <summary>One key signs everything.</summary>
    public bool IsCombined { get; }

    /// <summary>The version that changes have led to.</summary>
    public CompiledZone Served { get; private set; }

    /// <summary>The same, signed whole.</summary>
    public ZoneContents Whole => _whole;

    /// <summary>Changes that were signed as such.</summary>
    public int Signed { get; private set; }

    public DateTimeOffset Now => _now;

    private Serial Serial { get; set; } = new(100);

    public void Change()
    {
        _draft = _changer.Next(_draft);
        _now += TimeSpan.FromHours(1);
        Serial = Serial.Next();
        ZoneContents unsigned = ContentsOf(_draft);
        using var change = ZoneDiff.Between(_unsigned, unsigned);
        using ZoneDiff? signed = _signer.TrySign(Served, change, Serial, _now);
        ZoneContents whole = _signer.Sign(unsigned, Serial, _now, _whole);
        CompiledZone next = Apply(signed, whole);
        _faults = signed is null ? [] : new SignatureVerifier().Verify(next, signed, _now).Faults;
        Served.Dispose();
        _whole.Dispose();
        _unsigned.Dispose();
        (Served, _whole, _unsigned) = (next, whole, unsigned);
    }

    /// <summary>What the gate says of the version, whole and as a change; the random zones have DS records where no cut is.</summary>
    public IReadOnlyList<string> Faults()
    {
        var verifier = new SignatureVerifier { Threads = 1 };
        using ZoneContents served = Served.ToContents();
        return [.. verifier.Verify(served, _now).Faults.Concat(_faults).Where(fault => !fault.EndsWith("at no cut", StringComparison.Ordinal))];
    }

    public override string ToString() => $"{Denial}, {Digests}, {(IsCombined ? "one key" : "two keys")}\n{_draft}";

    public void Dispose()
    {
        _unsigned.Dispose();
        _whole.Dispose();
        Served.Dispose();
        _keys.Dispose();
    }

    private CompiledZone Apply(ZoneDiff? signed, ZoneContents whole)
    {
        Signed += signed is null ? 0 : 1;
        if (signed is null)
        {
            return CompiledZone.Compile(whole);
        }

        DiffOutcome outcome = Served.TryApply(signed, out CompiledZone? next, out string? whyNot);
        Assert.True(outcome != DiffOutcome.DoesNotFit, whyNot);
        if (next is not null)
        {
            return next;
        }

        using ZoneContents before = Served.ToContents();
        using ZoneContents? after = signed.TryApply(before);
        Assert.NotNull(after);
        return CompiledZone.Compile(after);
    }

    private ZoneContents ContentsOf(ZoneDraft draft)
    {
        using var builder = new ZoneContentsBuilder(draft.Origin);
        foreach (ResourceRecord record in _isForPeers ? draft.Records.Where(record => IsLoaded(record, draft)) : draft.Records)
        {
            builder.Add(record);
        }

        return builder.Build();
    }

    private static bool IsLoaded(ResourceRecord record, ZoneDraft draft) =>
        !(record.Type is RecordType.NS or RecordType.DS && record.Owner.IsWildcard)
        && (record.Type != RecordType.DS || draft.Records.Any(other => other.Type == RecordType.NS && other.Owner == record.Owner && other.Owner != draft.Origin))
        && !draft.Records.Any(other => other.Type == RecordType.DNAME && record.Owner != other.Owner && record.Owner.IsAtOrBelow(other.Owner));
}
