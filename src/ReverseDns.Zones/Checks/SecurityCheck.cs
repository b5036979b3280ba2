using System.Buffers.Binary;
using ReverseDns.Protocol;

namespace ReverseDns.Zones;

/// <summary>
/// DNSSEC records that cannot be right whatever the clock says and whatever the keys sign: signatures are looked at
/// (RFC 4034, section 3), not verified.
/// </summary>
internal sealed class SecurityCheck
{
    private const int SignerOffset = 18;
    private const ushort ZoneKeyFlag = 0x0100;

    /// <summary>Above it validators treat answers as insecure, or refuse them (RFC 9276, section 3.2).</summary>
    private const int ManyIterations = 50;

    /// <summary>More than any key size allows (RFC 5155, section 10.3): work for every denial that nobody would accept.</summary>
    private const int MostIterations = 2_500;

    private readonly ZoneContents _contents;
    private readonly CheckLog _log;
    private readonly (ushort Tag, byte Algorithm)[] _keys = [];
    private bool _iterationsReported;
    private bool _missingKeysReported;

    public SecurityCheck(ZoneContents contents, CheckLog log)
    {
        _contents = contents;
        _log = log;
        if (contents.TryFind(contents.Origin.Wire, RecordType.DNSKEY, out RRsetView keys))
        {
            _keys = new (ushort, byte)[keys.Count];
            for (int i = 0; i < keys.Count; i++)
            {
                _keys[i] = (KeyTag.Of(keys.Rdata(i)), keys.Rdata(i)[3]);
            }
        }
    }

    public void CheckSignatures(in RRsetView rrset, in NodeTypes types)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            string? fault = FaultOf(rrset, rrset.Rdata(i), types);
            if (fault is not null)
            {
                var covered = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(rrset.Rdata(i));
                _log.Warn(rrset, i, $"the signature of {RecordTypes.ToPresentation(covered)} cannot match: {fault}");
            }
        }
    }

    public void CheckKeys(in RRsetView rrset)
    {
        if (rrset.Owner.Length != _contents.Origin.Wire.Length)
        {
            _log.Warn(rrset, 0, "DNSKEY is not at the zone apex");
        }

        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> key = rrset.Rdata(i);
            int expected = KeyLength(key[3]);
            if ((BinaryPrimitives.ReadUInt16BigEndian(key) & ZoneKeyFlag) == 0)
            {
                _log.Warn(rrset, i, "the DNSKEY is no zone key: flag 256 is not set");
            }

            if (key[2] != 3)
            {
                _log.Warn(rrset, i, $"the DNSKEY's protocol is {key[2]}, not 3");
            }

            if (key.Length == 4 || (expected > 0 && key.Length - 4 != expected))
            {
                _log.Warn(rrset, i, $"the DNSKEY has {key.Length - 4} octets of key; algorithm {key[3]} has {expected}");
            }
        }
    }

    public void CheckDigests(in RRsetView rrset)
    {
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> digest = rrset.Rdata(i);
            if (rrset.Type == RecordType.CDS && digest.SequenceEqual<byte>([0, 0, 0, 0, 0]))
            {
                continue; // RFC 8078, section 4: take the DS away.
            }

            int expected = DigestLength(digest[3]);
            if (expected == 0)
            {
                _log.Warn(rrset, i, $"unknown digest type {digest[3]}");
            }
            else if (digest.Length - 4 != expected)
            {
                _log.Error(
                    rrset, i, $"invalid digest length {digest.Length - 4}; digest type {digest[3]} has {expected} octets");
            }
        }
    }

    public void CheckDenialParameters(in RRsetView rrset)
    {
        if (rrset.Owner.Length != _contents.Origin.Wire.Length)
        {
            _log.Warn(rrset, 0, "NSEC3PARAM is not at the zone apex");
        }

        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> parameters = rrset.Rdata(i);
            if (parameters[0] != 1)
            {
                _log.Warn(rrset, i, $"unsupported NSEC3 hash algorithm {parameters[0]}");
            }

            if (parameters[1] != 0)
            {
                _log.Warn(rrset, i, $"NSEC3PARAM with flags {parameters[1]} is ignored (RFC 5155, section 4.1.2)");
            }

            CheckIterations(rrset, i);
        }
    }

    public void CheckHashedDenial(in RRsetView rrset)
    {
        ReadOnlySpan<byte> owner = rrset.Owner;
        if (owner[0] != 32 || owner.Length != 33 + _contents.Origin.Wire.Length)
        {
            _log.Warn(rrset, 0, "NSEC3 owner is not a hash right below the zone apex");
        }

        if (!_iterationsReported)
        {
            CheckIterations(rrset, 0);
        }
    }

    private void CheckIterations(in RRsetView rrset, int index)
    {
        int iterations = BinaryPrimitives.ReadUInt16BigEndian(rrset.Rdata(index)[2..]);
        if (iterations > MostIterations)
        {
            _log.Error(rrset, index, $"excessive NSEC3 iterations {iterations} > {MostIterations}");
            _iterationsReported = true;
        }
        else if (iterations > ManyIterations)
        {
            _log.Warn(rrset, index, $"excessive NSEC3 iterations {iterations} > {ManyIterations}");
            _iterationsReported = true;
        }
    }

    private string? FaultOf(in RRsetView rrset, ReadOnlySpan<byte> signature, in NodeTypes types)
    {
        var covered = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(signature);
        RRsetView signed = default;
        bool isThere = (covered >= (RecordType)64 || types.Has(covered))
            && _contents.TryFind(rrset.Owner, covered, out signed);
        if (!isThere)
        {
            return "no such RRset at this name";
        }

        ReadOnlySpan<byte> signer = signature.Slice(SignerOffset, WireName.Length(signature[SignerOffset..]));
        if (!WireName.Equal(signer, _contents.Origin.Wire))
        {
            return $"signer {WireName.ToString(signer)} is not the zone apex";
        }

        int labels = WireName.CountLabels(rrset.Owner) - (rrset.Owner is [1, (byte)'*', ..] ? 1 : 0);
        if (signature[3] != labels)
        {
            return $"labels field is {signature[3]}, the name has {labels}";
        }

        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(signature[4..]);
        if (ttl != signed.Ttl)
        {
            return $"original TTL is {ttl}, the RRset's is {signed.Ttl}";
        }

        return FaultOfKey(BinaryPrimitives.ReadUInt16BigEndian(signature[16..]), signature[2]);
    }

    private string? FaultOfKey(ushort tag, byte algorithm)
    {
        if (_keys.Length == 0)
        {
            if (!_missingKeysReported)
            {
                _log.Warn("the zone has RRSIG records but no DNSKEY at its apex");
                _missingKeysReported = true;
            }

            return null;
        }

        return _keys.AsSpan().Contains((tag, algorithm))
            ? null
            : $"no DNSKEY has key tag {tag} and algorithm {algorithm}";
    }

    /// <summary>IANA's digest types for DS; 0 for the others.</summary>
    private static int DigestLength(byte type) => type switch
    {
        1 => 20,
        2 or 3 or 5 or 6 => 32,
        4 => 48,
        _ => 0,
    };

    /// <summary>Octets of the public keys that have one size: RFC 6605 and 8080. 0 for the others.</summary>
    private static int KeyLength(byte algorithm) => algorithm switch
    {
        13 => 64,
        14 => 96,
        15 => 32,
        16 => 57,
        _ => 0,
    };
}
