using System.Buffers.Binary;
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
    private readonly QueryName* _name;
    private readonly RecordType _type;
    private readonly bool _signed;
    private readonly bool _proves;
    private AnswerWriter _writer;
    private DenialProofs _proofs;
    private ChainMemory _seen;
    private NodeHeader* _referral;
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
        CompiledZone zone, ZoneSynthesis? synthesis, QueryName* name, RecordType type, bool dnssecOk, AnswerWriter writer)
    {
        // The memories of proofs and chains are written before they are read: clearing them costs as much as a look-up.
        Unsafe.SkipInit(out this);
        _zone = zone;
        _synthesis = synthesis;
        _name = name;
        _type = type;
        _signed = dnssecOk;
        _proves = dnssecOk && zone.IsSigned;
        _writer = writer;
        _proofs.Clear();
        _seen.Clear();
        _referral = null;
        _responseCode = ResponseCode.NoError;
        _negative = false;
        _truncated = false;
        _apexServers = 0;
        _answers = 0;
        _authorities = 0;
        _additionals = 0;
        _place = AnswerWriter.QuestionName;
    }

    public AnswerSummary Run(int zoneIndex)
    {
        for (int link = 0; link <= MaxChain && Resolve() && !_truncated; link++)
        {
        }

        if (!_truncated)
        {
            WriteAuthority();
        }

        WriteCounts();
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
            _negative = maker is null || (_type != maker.Type && _type != RecordType.ANY);
            if (!_negative)
            {
                byte* rdata = stackalloc byte[WireName.MaxLength];
                int length = maker!.WriteRdata(address, new Span<byte>(rdata, WireName.MaxLength));
                _truncated = !_writer.TryWriteRecord(
                    _place, maker.Type, maker.Ttl, new ReadOnlySpan<byte>(rdata, length), ref _answers);
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
        if (!inZone || start > MaxChainPosition || !_seen.TryAdd(node))
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
        if (!isRepeated && !_writer.TryWrite(entry, block, PlaceOf(prefixLength), _signed, ref _answers))
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
            WriteReferral();
        }
        else if (_negative)
        {
            var soa = (RRsetEntry*)_zone.At(_zone.Header.NegativeSoa);
            _truncated = !_writer.TryWrite(soa, (byte*)(soa + 1), _writer.Apex, _signed, ref _authorities);
        }

        for (int i = 0; i < _proofs.Count && !_truncated; i++)
        {
            _truncated = !WriteProof(_zone.Node(_proofs[i]));
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

    private void WriteReferral()
    {
        int owner = PlaceOf(_name->Offsets[DenialProofs.LabelOf(_zone, _name, _referral)]);
        RRsetEntry* servers = NodeHeader.Find(_referral, RecordType.NS, out byte* block);
        _truncated = !_writer.TryWrite(servers, block, owner, signed: false, ref _authorities);

        // Like the peers, a zone that is not signed itself gives no DS with a referral: it would prove nothing.
        RRsetEntry* ds = _proves ? NodeHeader.Find(_referral, RecordType.DS, out block) : null;
        if (ds != null && ds->Count > 0 && !_truncated)
        {
            _truncated = !_writer.TryWrite(ds, block, owner, signed: true, ref _authorities);
        }
    }

    private bool WriteProof(NodeHeader* node)
    {
        bool byHash = _zone.Header.Flags.Has(ImageFlags.Nsec3);
        RRsetEntry* entry = NodeHeader.Find(node, byHash ? RecordType.NSEC3 : RecordType.NSEC, out byte* block);
        byte* name = NodeHeader.Name(node);
        int label = DenialProofs.LabelOf(_zone, _name, node);
        int start = label < 0 ? 0 : _name->Offsets[label];
        bool isSuffix = !byHash && label >= 0 && node->NameLength == _name->Length - _zone.OriginLength - start
            && WireName.Equal(new ReadOnlySpan<byte>(name, node->NameLength), new ReadOnlySpan<byte>(_name->Lower + start, node->NameLength));
        return isSuffix
            ? _writer.TryWrite(entry, block, PlaceOf(start), signed: true, ref _authorities)
            : _writer.TryWriteNamed(entry, block, name, node->NameLength, ref _authorities);
    }

    /// <summary>Where in the message the suffix of the current name stands that starts at one of its octets.</summary>
    private readonly int PlaceOf(int offset) =>
        offset < _name->Length - _zone.OriginLength ? _place + offset : _writer.Apex;

    private readonly void WriteCounts()
    {
        var counts = new Span<byte>(_writer.Message + 6, 3 * sizeof(ushort));
        BinaryPrimitives.WriteUInt16BigEndian(counts, _answers);
        BinaryPrimitives.WriteUInt16BigEndian(counts[2..], _authorities);
        BinaryPrimitives.WriteUInt16BigEndian(counts[4..], _additionals);
    }
}
