using System.Runtime.InteropServices;
using ReverseDns.Dnssec.Signing;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>What a version of a zone says of its keys and of the time its signatures have left, read in one pass.</summary>
public sealed class SignatureSurvey : IRecordSink
{
    private readonly HashSet<KeySet> _sets = [];
    private readonly List<ReadOnlyMemory<byte>> _dnsKeys = [];
    private readonly List<KeyName> _signers = [];
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private readonly uint _now;
    private int _ownerLength;
    private RecordType _covered;
    private KeyName? _alone;
    private KeySet _dnsKeySigners = KeySet.Empty;
    private uint _keysTtl;
    private uint _largestTtl;
    private int? _leastRemaining;

    private SignatureSurvey(DateTimeOffset now) => _now = SigningPlan.ToSeconds(now);

    /// <summary>Set when the pass is over.</summary>
    public ServedKeys Keys { get; private set; } = ServedKeys.Unsigned(TimeSpan.Zero);

    /// <summary>Until the first of all signatures ends, negative when it has ended; null: there are none.</summary>
    public TimeSpan? LeastRemaining => _leastRemaining is int seconds ? TimeSpan.FromSeconds(seconds) : null;

    bool IRecordSink.IsFull => false;

    /// <param name="version">Nobody disposes it meanwhile.</param>
    public static SignatureSurvey Of(CompiledZone version, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(version);
        var survey = new SignatureSurvey(now);
        version.CopyTo(survey);
        survey.Finish();
        return survey;
    }

    public static SignatureSurvey Of(ZoneContents contents, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var survey = new SignatureSurvey(now);
        foreach (RRsetView rrset in contents)
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                survey.Take(rrset.Owner, rrset.Type, rrset.Ttl, rrset.Rdata(i));
            }
        }

        survey.Finish();
        return survey;
    }

    void IRecordSink.Add(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata, int file, int line) =>
        Take(owner, type, ttl, rdata);

    /// <summary>Signatures that cover one RRset come one after another.</summary>
    private void Take(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        _largestTtl = Math.Max(_largestTtl, ttl);
        if (type == RecordType.DNSKEY)
        {
            _dnsKeys.Add(rdata.ToArray());
            _keysTtl = ttl;
        }
        else if (type == RecordType.RRSIG)
        {
            var fields = new SignatureFields(rdata);
            if (fields.Covered != _covered || !owner.SequenceEqual(_owner.AsSpan(0, _ownerLength)))
            {
                EndSet();
                _covered = fields.Covered;
                owner.CopyTo(_owner);
                _ownerLength = owner.Length;
            }

            _signers.Add(new KeyName(fields.Algorithm, fields.KeyTag));
            int remaining = unchecked((int)(fields.Expiration - _now));
            _leastRemaining = Math.Min(_leastRemaining ?? int.MaxValue, remaining);
        }
    }

    private void EndSet()
    {
        if (_covered == RecordType.DNSKEY)
        {
            _dnsKeySigners = KeySet.Of(_signers);
        }
        else if (_signers.Count > 0 && !ZoneKeys.IsOfKeys(_covered) && !IsKnown(CollectionsMarshal.AsSpan(_signers)))
        {
            _sets.Add(KeySet.Of(_signers));
        }

        _signers.Clear();
    }

    /// <summary>Nearly all sets are the one before.</summary>
    private bool IsKnown(ReadOnlySpan<KeyName> signers)
    {
        bool known = signers.Length == 1 && _alone == signers[0];
        _alone = signers.Length == 1 ? signers[0] : null;
        return known;
    }

    private void Finish()
    {
        EndSet();
        Keys = new ServedKeys(
            KeySet.Of(_dnsKeys.Select(rdata => DnsKeyRdata.NameOf(rdata.Span))),
            _dnsKeySigners,
            _sets.Count > 0 ? _sets : [KeySet.Empty],
            TimeSpan.FromSeconds(_keysTtl),
            TimeSpan.FromSeconds(_largestTtl))
        {
            Records = _dnsKeys,
        };
    }
}
