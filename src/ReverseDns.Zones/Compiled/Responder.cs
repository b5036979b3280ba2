using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Compiled;

/// <summary>
/// Answers one question from one zone: RFC 1034, section 4.3.2, with wildcards (4592), DNAME (6672), the denials of
/// 2308, 4035 and 5155, and the glue rule of 9471.
/// </summary>
internal unsafe ref struct Responder
{
    /// <summary>CNAMEs and DNAMEs followed for one question.</summary>
    public const int MaxChain = 16;

    /// <summary>No chain is followed past this offset: what comes behind must stay in reach of pointers.</summary>
    private const int MaxChainPosition = 0x0E00;

    private readonly CompiledZone _zone;
    private readonly ZoneSynthesis? _synthesis;
    private readonly OnlineSignatures? _signatures;
    private readonly QueryName* _name;
    private readonly RecordType _type;
    private readonly bool _signed;
    private readonly bool _proves;
    private AnswerWriter _writer;
    private DenialProofs _proofs;
    private ChainMemory _seen;
    private NodeHeader* _referral;
    private SynthesisRule? _maker;
    private bool _isMade;
    private OnlineOutcome _outcome;
    private ResponseCode _responseCode;
    private bool _negative;
    private bool _truncated;
    private int _place;
    private int _apexServers;
    private ushort _answers;
    private ushort _authorities;
    private ushort _additionals;

    /// <param name="name">The question's name, read; it is overwritten when a chain is followed.</param>
    /// <param name="synthesis">Null for most zones: they have what they hold.</param>
    public Responder(
        CompiledZone zone, ZoneSynthesis? synthesis, OnlineSignatures? signatures,
        QueryName* name, RecordType type, bool dnssecOk, AnswerWriter writer)
    {
        // The memories of proofs and chains are written before they are read: clearing them costs as much as a look-up.
        Unsafe.SkipInit(out this);
        _zone = zone;
        _synthesis = synthesis;
        _signatures = signatures;
        _name = name;
        _type = type;
        _signed = dnssecOk;
        _proves = dnssecOk && zone.IsSigned;
        _writer = writer;
        _proofs.Clear();
        _seen.Clear();
        _referral = null;
        _isMade = false;
        _outcome = OnlineOutcome.Written;
        _responseCode = ResponseCode.NoError;
        _negative = false;
        _truncated = false;
        _apexServers = 0;
        _answers = 0;
        _authorities = 0;
        _additionals = 0;
        _place = AnswerWriter.QuestionName;
    }

    private readonly OnlineAnswer Online => new(_zone, _synthesis!, _signatures);

    public AnswerSummary Run(int zoneIndex)
    {
        for (int link = 0; link <= MaxChain && Resolve() && !_truncated; link++)
        {
        }

        if (!_truncated)
        {
            WriteAuthority();
        }

        if (_outcome is OnlineOutcome.NoKey or OnlineOutcome.OverLimit)
        {
            _writer.WriteCounts(0, 0, 0);
            return OnlineAnswer.Withheld(_outcome, _signatures, _writer.Apex + _zone.OriginLength + (2 * sizeof(ushort)), zoneIndex);
        }

        _writer.WriteCounts(_answers, _authorities, _additionals);
        return new AnswerSummary(
            _responseCode, _referral == null || _answers > 0, _truncated, _writer.Position, ExtendedError.None, zoneIndex);
    }

    /// <summary>Goes one step; true when a chain led to another name in the zone.</summary>
    private bool Resolve()
    {
        NodeHeader* node = _zone.Locate(_name, out int label);

        if (node->Flags.Has(NodeFlags.Covered))
        {
            label = _name->Labels - _zone.OriginLabels - node->CoverLabels;
            node = _zone.Find(_name, label);
        }

        if (node->Flags.Has(NodeFlags.Cut) && (label > 0 || _type != RecordType.DS))
        {
            Refer(node);
            return false;
        }

        if (label == 0)
        {
            bool isMade = _synthesis is not null && node->RRsetCount == 0 && TrySynthesize(node, 0);
            return !isMade && AnswerFrom(node, null, 0);
        }

        if (node->Flags.Has(NodeFlags.Dname))
        {
            return Rename(node, label);
        }

        if (_synthesis is not null && TrySynthesize(node, label))
        {
            return false;
        }

        NodeHeader* wildcard = node->Flags.Has(NodeFlags.HasWildcard) ? _zone.FindWildcard(_name, label) : null;
        if (wildcard != null)
        {
            return AnswerFrom(wildcard, node, label);
        }

        DenyName(node, label);
        return false;
    }

    private void DenyName(NodeHeader* encloser, int label)
    {
        _negative = true;
        _responseCode = ResponseCode.NxDomain;
        if (_proves)
        {
            _proofs.AddNameError(_zone, _name, encloser, label);
        }
    }

    /// <summary>Answers as if the zone held what its rules make; false for a name to which that makes no difference.</summary>
    /// <param name="encloser">Holds no records if it is the name itself.</param>
    private bool TrySynthesize(NodeHeader* encloser, int label)
    {
        SynthesizedName found = _synthesis!.Find(_name, 0, out SynthesisRule? maker, out UInt128 address);
        if (found != SynthesizedName.None)
        {
            (_isMade, _maker) = (true, maker);
            if (maker is not null && (_type == maker.Type || _type == RecordType.ANY))
            {
                Note(Online.TryWriteRecord(_name, _place, maker, address, _proves, ref _writer, ref _answers));
            }
            else if (_proves && _type == RecordType.NSEC)
            {
                Note(Online.TryWriteDenial(_name, _place, null, exists: true, isMade: true, maker, ref _writer, ref _answers));
            }
            else
            {
                _negative = true;
            }

            return true;
        }

        // With the name below the closest encloser made by a rule, that is the closest one, and has no wildcard.
        if (label == 0 || _synthesis.Find(_name, label - 1, out _, out _) == SynthesizedName.None)
        {
            return false;
        }

        DenyName(encloser, label);
        return true;
    }

    /// <param name="encloser">Null unless the node is a wildcard that stands for the name.</param>
    private bool AnswerFrom(NodeHeader* node, NodeHeader* encloser, int label)
    {
        if (_type == RecordType.RRSIG)
        {
            // A DNAME that has been answered already has been so with its signatures.
            RecordType written = encloser == null && _signed && _seen.Contains(node) ? RecordType.DNAME : RecordType.None;
            if (_writer.WriteAllSignatures(node, written, _place, ref _answers, ref _truncated))
            {
                AddWildcardProof(encloser, label);
                return false;
            }
        }
        else if (RRsetChoice.Find(node, _type, out byte* block) is var entry && entry != null)
        {
            if (_type == RecordType.DNAME && encloser == null && _seen.Contains(node))
            {
                return false;
            }

            if (_type == RecordType.NSEC && _synthesis is not null && _proves && Online.Denies(node))
            {
                Note(Online.TryWriteDenial(_name, _place, null, exists: true, isMade: false, null, ref _writer, ref _answers));
                return false;
            }

            _apexServers = _type == RecordType.NS && node->Labels == 0 ? _writer.Position : 0;
            _truncated = !_writer.TryWrite(entry, block, _place, _signed, ref _answers);
            AddWildcardProof(encloser, label);
            return false;
        }

        RRsetEntry* cname = NodeHeader.Find(node, RecordType.CNAME, out byte* cnameBlock);
        if (cname != null && cname->Count > 0)
        {
            return FollowCname(node, cname, cnameBlock, encloser, label);
        }

        _negative = true;
        if (_proves && encloser == null)
        {
            _proofs.AddNoData(_zone, _name, node);
        }
        else if (_proves)
        {
            _proofs.AddWildcardNoData(_zone, _name, node, encloser, label);
        }

        return false;
    }

    private void AddWildcardProof(NodeHeader* encloser, int label)
    {
        if (_proves && encloser != null)
        {
            _proofs.AddWildcardAnswer(_zone, _name, encloser, label);
        }
    }

    private bool FollowCname(NodeHeader* node, RRsetEntry* cname, byte* block, NodeHeader* encloser, int label)
    {
        if (_seen.Contains(node))
        {
            return false;
        }

        int start = _writer.Position;
        if (!_writer.TryWrite(cname, block, _place, _signed, ref _answers))
        {
            _truncated = true;
            return false;
        }

        AddWildcardProof(encloser, label);
        byte* records = block + (cname->PatchCount * sizeof(ushort));
        int length = ChainTarget.ReadCname(cname, block, records, out bool endsInApex);
        bool inZone = endsInApex || _zone.OriginLength == 1;
        bool needsOwnDenial = encloser != null && _synthesis is not null && _proves;
        if (!inZone || start > MaxChainPosition || needsOwnDenial || !_seen.TryAdd(node))
        {
            return false;
        }

        var target = new ReadOnlySpan<byte>(records + RRsetEncoder.RecordHeaderLength, length);
        MoveTo(start + RRsetEncoder.RecordHeaderLength, [], target, endsInApex);
        return true;
    }

    private bool Rename(NodeHeader* dname, int label)
    {
        if (!_seen.TryAddName(_name->Hashes[0]))
        {
            return false;
        }

        RRsetEntry* entry = NodeHeader.Find(dname, RecordType.DNAME, out byte* block);
        int prefixLength = _name->Offsets[label];
        bool isRepeated = _seen.Contains(dname);
        if (!isRepeated && !_writer.TryWrite(entry, block, AuthorityRecords.PlaceOf(_zone, _name, _place, _writer.Apex, prefixLength), _signed, ref _answers))
        {
            _truncated = true;
            return false;
        }

        byte* records = block + (entry->PatchCount * sizeof(ushort));
        ReadOnlySpan<byte> target = ChainTarget.ReadDname(records);
        if (prefixLength + target.Length > WireName.MaxLength)
        {
            _responseCode = ResponseCode.YxDomain;
            return false;
        }

        bool inZone = WireName.IsAtOrBelow(target, _zone.Origin.Wire);
        if (inZone)
        {
            target = target[..^_zone.OriginLength];
        }

        byte* buffer = stackalloc byte[WireName.MaxLength];
        Unsafe.CopyBlockUnaligned(buffer, _writer.Message + _place, (uint)prefixLength);
        target.CopyTo(new Span<byte>(buffer + prefixLength, WireName.MaxLength - prefixLength));
        var renamed = new ReadOnlySpan<byte>(buffer, prefixLength + target.Length);
        uint ttl = Unsafe.ReadUnaligned<uint>(records + 6);
        int place = _writer.TryWriteCname(_place, ttl, renamed, inZone, ref _answers);
        _truncated = place == 0;
        if (_truncated || !inZone || _type is RecordType.CNAME or RecordType.ANY || place > MaxChainPosition
            || !(isRepeated || _seen.TryAdd(dname)))
        {
            return false;
        }

        MoveTo(place, renamed, [], endsInApex: true);
        return true;
    }

    /// <summary>Goes on with another name, which stands in the message with the apex's part as a pointer.</summary>
    private void MoveTo(int place, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, bool endsInApex)
    {
        byte* wire = stackalloc byte[2 * WireName.MaxLength];
        first.CopyTo(new Span<byte>(wire, WireName.MaxLength));
        second.CopyTo(new Span<byte>(wire + first.Length, WireName.MaxLength));
        if (endsInApex)
        {
            _zone.Origin.Wire.CopyTo(new Span<byte>(wire + first.Length + second.Length, WireName.MaxLength));
        }

        QueryName.Read(ref *_name, wire, NameHash.Process);
        _place = place;
    }

    private void Refer(NodeHeader* cut)
    {
        _referral = cut;
        RRsetEntry* ds = NodeHeader.Find(cut, RecordType.DS, out _);
        if (_proves && (ds == null || ds->Count == 0))
        {
            _proofs.AddUnsignedReferral(_zone, _name, cut);
        }
    }

    private void WriteAuthority()
    {
        int servers = 0;
        if (_referral != null)
        {
            servers = _writer.Position;
            _truncated = !AuthorityRecords.TryWriteReferral(_zone, _name, _place, _referral, _proves, ref _writer, ref _authorities);
        }
        else if (_negative)
        {
            var soa = (RRsetEntry*)_zone.At(_zone.Header.NegativeSoa);
            _truncated = !_writer.TryWrite(soa, (byte*)(soa + 1), _writer.Apex, _signed, ref _authorities);
        }

        bool isSettled = _truncated || (_synthesis is not null && _proves && TryDenyOnline());
        for (int i = 0; i < _proofs.Count && !isSettled && !_truncated; i++)
        {
            _truncated = !AuthorityRecords.TryWriteProof(_zone, _name, _place, _zone.Node(_proofs[i]), ref _writer, ref _authorities);
        }

        if (_referral != null && _referral->LastOrGlue != 0 && !_truncated)
        {
            _truncated |= !GlueWriter.TryWrite(_zone, _referral->LastOrGlue, servers, _signed, ref _writer, ref _additionals);
        }
        else if (_apexServers != 0 && _zone.Header.ApexGlue != 0 && !_truncated)
        {
            _truncated |= !GlueWriter.TryWrite(_zone, _zone.Header.ApexGlue, _apexServers, _signed, ref _writer, ref _additionals);
        }
    }

    /// <summary>Denies by a record signed for this answer; false when the zone's own may be given out.</summary>
    private bool TryDenyOnline()
    {
        bool isMade = _isMade && _negative;
        if (!isMade && !Online.Denies(in _proofs))
        {
            return false;
        }

        bool answersByWildcard = !_negative && _referral == null;
        bool exists = _responseCode != ResponseCode.NxDomain;
        Note(answersByWildcard
            ? Online.TryWriteGap(_name, _place, ref _writer, ref _authorities)
            : Online.TryWriteDenial(_name, _place, _referral, exists, isMade, _maker, ref _writer, ref _authorities));

        // To a validator a name that has nothing but NXNAME is one that is not there (RFC 9824, section 3.1).
        _responseCode = ResponseCode.NoError;
        return true;
    }

    private void Note(OnlineOutcome outcome)
    {
        _outcome = outcome;
        _truncated |= outcome != OnlineOutcome.Written;
    }
}
