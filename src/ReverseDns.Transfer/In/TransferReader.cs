using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Transfer;

/// <summary>
/// Reads the messages of one transfer, of either kind, strictly: whatever is not as RFC 5936 and RFC 1995 have it ends it.
/// Records go into packed memory outside the managed heap as they come. One thread at a time.
/// </summary>
internal sealed class TransferReader : IDisposable
{
    private const int MostUnsigned = 99;

    private readonly DomainName _zone;
    private readonly Serial? _held;
    private readonly TransferLimits _limits;
    private readonly TsigChain? _chain;
    private readonly ushort _id;
    private readonly byte[] _owner = new byte[WireName.MaxLength];
    private readonly byte[] _rdata = new byte[ushort.MaxValue + (2 * WireName.MaxLength)];
    private readonly IncomingChanges _changes;
    private readonly ZoneContentsBuilder _whole;
    private TransferState _state = TransferState.First;
    private byte[] _soa = [];
    private uint _soaTtl;
    private Serial _serial;
    private int _unsigned;
    private int _records;

    /// <param name="held">The serial that the request gives; null when it asks for the whole zone.</param>
    /// <param name="chain">Has signed the request; null when it is not signed.</param>
    public TransferReader(DomainName zone, ushort id, Serial? held, TransferLimits limits, TsigChain? chain)
    {
        (_zone, _id, _held, _limits, _chain) = (zone, id, held, limits, chain);
        _changes = new IncomingChanges(zone);
        _whole = new ZoneContentsBuilder(zone);
    }

    public bool IsDone => _state == TransferState.Done;

    /// <summary>What is wrong.</summary>
    public TransferProblem? Problem { get; private set; }

    public long Octets { get; private set; }

    public int Messages { get; private set; }

    /// <summary>False when the transfer is over, for better or worse.</summary>
    public bool Take(ReadOnlySpan<byte> message, long now)
    {
        Messages++;
        Octets += message.Length;
        if (Octets > _limits.MaxOctets)
        {
            return Fail(TransferFault.Limit, $"more than {_limits.MaxOctets} octets");
        }

        var reader = new MessageReader(message);
        if (!TryReadStart(ref reader, out MessageHeader header) || !TryReadAnswers(ref reader, message, header))
        {
            return false;
        }

        if (!TryVerify(ref reader, message, header, now))
        {
            return false;
        }

        if (_state == TransferState.Second && _held is Serial held && header.AnswerCount == 1 && !_serial.IsNewerThan(held))
        {
            _state = TransferState.Done;
        }

        if (IsDone && _unsigned > 0)
        {
            return Fail(TransferFault.Refused, "the last message is not signed");
        }

        return !IsDone;
    }

    /// <summary>What has come, once the transfer is done; null, with the problem set, when it is too much of one RRset.</summary>
    public IncomingZone? Finish()
    {
        if (!_changes.IsEmpty)
        {
            ZoneDiff change = _changes.Finish();
            return Keep(change.Added) ? new IncomingZone(_serial, whole: null, change) : Drop(change);
        }

        if (_whole.RecordCount == 0)
        {
            return new IncomingZone(_serial, whole: null, change: null);
        }

        ZoneContents whole = _whole.Build();
        return Keep(whole) ? new IncomingZone(_serial, whole, change: null) : Drop(whole);
    }

    public void Dispose()
    {
        _changes.Dispose();
        _whole.Dispose();
    }

    private static IncomingZone? Drop(IDisposable unwanted)
    {
        unwanted.Dispose();
        return null;
    }

    private bool Keep(ZoneContents contents)
    {
        foreach (RRsetView rrset in contents)
        {
            if (rrset.Count > _limits.MaxRRsetRecords)
            {
                return Fail(
                    TransferFault.Limit,
                    $"{WireName.ToString(rrset.Owner)} has {rrset.Count} {rrset.Type} records, more than {_limits.MaxRRsetRecords}");
            }
        }

        return true;
    }

    private bool TryReadStart(ref MessageReader reader, out MessageHeader header)
    {
        if (!reader.TryReadHeader(out header) || !header.IsResponse || header.Opcode != Opcode.Query || header.Id != _id)
        {
            return Fail(TransferFault.Malformed, "a message that is no answer to ours");
        }

        if (header.ResponseCode != ResponseCode.NoError)
        {
            (_state, Problem) = (TransferState.Failed, ReplyErrors.Describe(reader, header, _chain?.Key.Name));
            return false;
        }

        if (header.IsTruncated || header.QuestionCount > 1)
        {
            return Fail(TransferFault.Malformed, "a message that is truncated, or has more than one question");
        }

        if (header.QuestionCount == 1
            && (!reader.TryReadQuestion(_owner, out int length, out _, out RecordClass recordClass)
                || recordClass != RecordClass.IN || !WireName.Equal(_owner.AsSpan(0, length), _zone.Wire)))
        {
            return Fail(TransferFault.Malformed, "a message with another question");
        }

        return _state != TransferState.First || header.AnswerCount > 0
            || Fail(TransferFault.Malformed, "the first message has no records");
    }

    private bool TryReadAnswers(ref MessageReader reader, ReadOnlySpan<byte> message, in MessageHeader header)
    {
        for (int left = header.AnswerCount; left > 0; left--)
        {
            if (!reader.TryReadRecord(out MessageRecord record) || !reader.TryGetOwner(record, _owner, out int ownerLength))
            {
                return Fail(TransferFault.Malformed, "a record that is cut off");
            }

            ReadOnlySpan<byte> owner = _owner.AsSpan(0, ownerLength);
            if (record.Class != RecordClass.IN)
            {
                return Fail(TransferFault.Malformed, $"a record of class {(int)record.Class} at {WireName.ToString(owner)}");
            }

            if (!WireName.IsAtOrBelow(owner, _zone.Wire))
            {
                return Fail(TransferFault.Malformed, $"a record outside the zone, at {WireName.ToString(owner)}");
            }

            if (IsMeta(record.Type)
                || !Rdata.TryReadWire(record.Type, message, record.Rdata, record.RdataLength, _rdata, out int length, out _))
            {
                return Fail(TransferFault.Malformed, $"a {record.Type} record that cannot be, at {WireName.ToString(owner)}");
            }

            if (++_records > _limits.MaxRecords)
            {
                return Fail(TransferFault.Limit, $"more than {_limits.MaxRecords} records");
            }

            uint ttl = record.Ttl <= TimeToLive.Max ? record.Ttl : 0;
            bool isTaken = record.Type == RecordType.SOA
                ? TakeSoa(owner, ttl, _rdata.AsSpan(0, length))
                : TakeOther(owner, record.Type, ttl, _rdata.AsSpan(0, length));
            if (!isTaken)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsMeta(RecordType type) => type is RecordType.OPT or RecordType.None or (>= RecordType.TKEY and <= RecordType.ANY);

    private bool TakeOther(ReadOnlySpan<byte> owner, RecordType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        switch (_state)
        {
            case TransferState.Second:
                _whole.Add(_zone.Wire, RecordType.SOA, _soaTtl, _soa);
                _whole.Add(owner, type, ttl, rdata);
                _state = TransferState.Whole;
                return true;
            case TransferState.Whole:
                _whole.Add(owner, type, ttl, rdata);
                return true;
            case TransferState.Removing:
                _changes.Remove(owner, type, ttl, rdata);
                return true;
            case TransferState.Adding:
                _changes.Add(owner, type, ttl, rdata);
                return true;
            default:
                return Fail(
                    TransferFault.Malformed,
                    _state == TransferState.First ? "the first record is no SOA" : "records behind the closing SOA");
        }
    }

    private bool TakeSoa(ReadOnlySpan<byte> owner, uint ttl, ReadOnlySpan<byte> rdata)
    {
        if (!WireName.Equal(owner, _zone.Wire))
        {
            return Fail(TransferFault.Malformed, $"a SOA at {WireName.ToString(owner)}");
        }

        Serial serial = ZoneTransfer.SerialOf(rdata);
        switch (_state)
        {
            case TransferState.First:
                (_soa, _soaTtl, _serial) = (rdata.ToArray(), ttl, serial);
                _state = TransferState.Second;
                return true;
            case TransferState.Second when _held == serial && serial != _serial:
            case TransferState.Adding when serial == _changes.To && serial != _serial:
                _changes.StartRemoving(serial, ttl, rdata);
                _state = TransferState.Removing;
                return true;
            case TransferState.Second when rdata.SequenceEqual(_soa):
                _whole.Add(owner, RecordType.SOA, ttl, rdata);
                _state = TransferState.Done;
                return true;
            case TransferState.Whole when rdata.SequenceEqual(_soa):
                _state = TransferState.Done;
                return true;
            case TransferState.Removing when serial.IsNewerThan(_changes.From):
                _changes.StartAdding(serial, ttl, rdata);
                _state = TransferState.Adding;
                return true;
            case TransferState.Adding when _changes.To == _serial && rdata.SequenceEqual(_soa):
                _state = TransferState.Done;
                return true;
            default:
                return Fail(TransferFault.Malformed, $"a SOA with serial {serial} where it cannot be");
        }
    }

    private bool TryVerify(ref MessageReader reader, ReadOnlySpan<byte> message, in MessageHeader header, long now)
    {
        MessageRecord record = default;
        for (int left = header.AuthorityCount + header.AdditionalCount; left > 0; left--)
        {
            if (!reader.TryReadRecord(out record))
            {
                return Fail(TransferFault.Malformed, "a record that is cut off");
            }
        }

        if (!reader.AtEnd)
        {
            return Fail(TransferFault.Malformed, "octets behind the last record");
        }

        if (_chain is null)
        {
            return true;
        }

        if (TsigRecord.TryRead(message, record, out TsigRecord tsig) && header.AdditionalCount > 0)
        {
            TsigVerdict verdict = _chain.Verify(message, tsig, now);
            _unsigned = 0;
            return verdict == TsigVerdict.Good
                || Fail(TransferFault.Refused, $"the signature with {_chain.Key.Name} is wrong: {verdict}");
        }

        _chain.Pass(message);
        return (Messages > 1 && ++_unsigned <= MostUnsigned)
            || Fail(TransferFault.Refused, $"a message that should be signed with {_chain.Key.Name} is not");
    }

    private bool Fail(TransferFault fault, string whyNot)
    {
        (_state, Problem) = (TransferState.Failed, new TransferProblem(fault, whyNot));
        return false;
    }
}
