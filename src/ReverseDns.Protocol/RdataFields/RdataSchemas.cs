namespace ReverseDns.Protocol.RdataFields;

/// <summary>The table of RR types: what the RDATA of each consists of. A type that is not here is unknown (RFC 3597).</summary>
internal static class RdataSchemas
{
    public static readonly RdataField U8 = new NumberField(1);
    public static readonly RdataField IPv4 = new AddressField(isIPv6: false);
    public static readonly RdataField IPv6 = new AddressField(isIPv6: true);
    public static readonly RdataField PlainName = new NameField(NameTreatment.Opaque);

    private static readonly RdataField U16 = new NumberField(2);
    private static readonly RdataField U32 = new NumberField(4);
    private static readonly RdataField Period = new NumberField(4, isPeriod: true);
    private static readonly RdataField Time = new TimeField();
    private static readonly RdataField Name = new NameField(NameTreatment.Compressed);
    private static readonly RdataField OldName = new NameField(NameTreatment.Decompressed);
    private static readonly RdataField CanonicalName = new NameField(NameTreatment.Canonical);
    private static readonly RdataField Text = new CharacterStringField();
    private static readonly RdataField Texts = new CharacterStringField(repeats: true);
    private static readonly RdataField Hex = new HexField();
    private static readonly RdataField Key = new Base64Field();
    private static readonly RdataField OptionalKey = new Base64Field(mayBeEmpty: true);
    private static readonly RdataField Types = new TypeBitmapField();
    private static readonly RdataField Type = new TypeField();
    private static readonly RdataField Salt = new SaltField();

    private static readonly RdataField IlnpNumber = new GroupedHexField(4, 2, ':');

    /// <summary>RFC 4034, appendix A.1, with the additions in IANA's registry.</summary>
    private static readonly RdataField Algorithm = new MnemonicField(
        1, writesMnemonic: false, "a DNSSEC algorithm",
        ("RSAMD5", 1), ("DH", 2), ("DSA", 3), ("RSASHA1", 5), ("DSA-NSEC3-SHA1", 6), ("NSEC3DSA", 6),
        ("RSASHA1-NSEC3-SHA1", 7), ("NSEC3RSASHA1", 7), ("RSASHA256", 8), ("RSASHA512", 10), ("ECC-GOST", 12),
        ("ECDSAP256SHA256", 13), ("ECDSAP384SHA384", 14), ("ED25519", 15), ("ED448", 16), ("INDIRECT", 252),
        ("PRIVATEDNS", 253), ("PRIVATEOID", 254));

    /// <summary>RFC 4398, section 2.1.</summary>
    private static readonly RdataField CertificateType = new MnemonicField(
        2, writesMnemonic: true, "a certificate type",
        ("PKIX", 1), ("SPKI", 2), ("PGP", 3), ("IPKIX", 4), ("ISPKI", 5), ("IPGP", 6), ("ACPKIX", 7), ("IACPKIX", 8),
        ("URI", 253), ("OID", 254));

    /// <summary>RFC 9859, section 2.3.</summary>
    private static readonly RdataField Scheme = new MnemonicField(1, writesMnemonic: true, "a scheme", ("NOTIFY", 1));

    /// <summary>SHA-1, SHA-256, GOST, SHA-384; a CDS that asks for deletion has one octet of type 0 (RFC 8078, section 4).</summary>
    private static readonly RdataField DelegationDigest = new DigestField(1, (0, 1), (1, 20), (2, 32), (3, 32), (4, 48));

    /// <summary>RFC 8976, section 2.2.4.</summary>
    private static readonly RdataField ZoneDigest = new DigestField(12, (1, 48), (2, 64));

    private static readonly RdataSchema?[] ByType = Index(new()
    {
        [RecordType.A] = new(IPv4),
        [RecordType.NS] = new(Name),
        [RecordType.CNAME] = new(Name),
        [RecordType.SOA] = new(Name, Name, U32, Period, Period, Period, Period),
        [RecordType.PTR] = new(Name),
        [RecordType.HINFO] = new(Text, Text),
        [RecordType.MX] = new(U16, Name),
        [RecordType.TXT] = new(Texts),
        [RecordType.RP] = new(OldName, OldName),
        [RecordType.AFSDB] = new(U16, OldName),
        [RecordType.SIG] = new(Type, Algorithm, U8, Period, Time, Time, U16, OldName, Key),
        [RecordType.KEY] = new(U16, U8, Algorithm, OptionalKey),
        [RecordType.AAAA] = new(IPv6),
        [RecordType.LOC] = new(new LocationField()),
        [RecordType.SRV] = new(U16, U16, U16, OldName),
        [RecordType.NAPTR] = new(U16, U16, Text, Text, Text, OldName),
        [RecordType.CERT] = new(CertificateType, U16, Algorithm, Key),
        [RecordType.DNAME] = new(CanonicalName),
        [RecordType.OPT] = new(new OptionsField()),
        [RecordType.APL] = new(new AddressPrefixesField()),
        [RecordType.DS] = new(U16, Algorithm, DelegationDigest),
        [RecordType.SSHFP] = new(U8, U8, Hex),
        [RecordType.IPSECKEY] = new(U8, new GatewayField(), OptionalKey),
        [RecordType.RRSIG] = new(Type, Algorithm, U8, Period, Time, Time, U16, CanonicalName, Key),
        [RecordType.NSEC] = new(PlainName, Types),
        [RecordType.DNSKEY] = new(U16, U8, Algorithm, Key),
        [RecordType.NSEC3] = new(U8, U8, U16, Salt, new HashedNameField(), Types),
        [RecordType.NSEC3PARAM] = new(U8, U8, U16, Salt),
        [RecordType.TLSA] = new(U8, U8, U8, Hex),
        [RecordType.SMIMEA] = new(U8, U8, U8, Hex),
        [RecordType.HIP] = new(new HostIdentityField()),
        [RecordType.CDS] = new(U16, Algorithm, DelegationDigest),
        [RecordType.CDNSKEY] = new(U16, U8, Algorithm, Key),
        [RecordType.OPENPGPKEY] = new(Key),
        [RecordType.CSYNC] = new(U32, U16, Types),
        [RecordType.ZONEMD] = new(U32, U8, ZoneDigest),
        [RecordType.SVCB] = new(U16, PlainName, new ServiceParametersField()),
        [RecordType.HTTPS] = new(U16, PlainName, new ServiceParametersField()),
        [RecordType.DSYNC] = new(Type, Scheme, U16, PlainName),
        [RecordType.EUI48] = new(new GroupedHexField(6, 1, '-')),
        [RecordType.EUI64] = new(new GroupedHexField(8, 1, '-')),
        [RecordType.URI] = new(U16, U16, new TextField(minimum: 1)),
        [RecordType.CAA] = new(U8, new TagField(), new TextField(minimum: 0)),

        // Rare, but a master file may have them by name.
        [RecordType.MB] = new(Name),
        [RecordType.MG] = new(Name),
        [RecordType.MR] = new(Name),
        [RecordType.MINFO] = new(Name, Name),
        [RecordType.X25] = new(Text),
        [RecordType.RT] = new(U16, OldName),
        [RecordType.PX] = new(U16, OldName, OldName),
        [RecordType.GPOS] = new(Text, Text, Text),
        [RecordType.KX] = new(U16, CanonicalName),
        [RecordType.DHCID] = new(Key),
        [RecordType.NINFO] = new(Texts),
        [RecordType.SPF] = new(Texts),
        [RecordType.NID] = new(U16, IlnpNumber),
        [RecordType.L32] = new(U16, IPv4),
        [RecordType.L64] = new(U16, IlnpNumber),
        [RecordType.LP] = new(U16, PlainName),
        [RecordType.AVC] = new(Texts),
        [RecordType.RESINFO] = new(Texts),
        [RecordType.WALLET] = new(Texts),
    });

    public static RdataSchema? Find(RecordType type) => (int)type < ByType.Length ? ByType[(int)type] : null;

    private static RdataSchema?[] Index(Dictionary<RecordType, RdataSchema> schemas)
    {
        var byType = new RdataSchema?[(int)schemas.Keys.Max() + 1];
        foreach ((RecordType type, RdataSchema schema) in schemas)
        {
            byType[(int)type] = schema;
        }

        return byType;
    }
}
