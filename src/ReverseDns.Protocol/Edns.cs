namespace ReverseDns.Protocol;

/// <summary>
/// What an OPT record says (RFC 6891, section 6.1): its class, its TTL and its options, which <c>foreach</c> goes
/// through.
/// </summary>
public readonly ref struct Edns
{
    private const uint DnssecOkFlag = 0x8000;

    private Edns(in MessageRecord record, ReadOnlySpan<byte> options)
    {
        PayloadSize = (ushort)record.Class;
        ExtendedResponseCode = (byte)(record.Ttl >> 24);
        Version = (byte)(record.Ttl >> 16);
        IsDnssecOk = (record.Ttl & DnssecOkFlag) != 0;
        Options = options;
    }

    /// <summary>As received; values below 512 mean 512 (RFC 6891, section 6.2.3).</summary>
    public ushort PayloadSize { get; }

    /// <summary>The upper eight bits of the RCODE.</summary>
    public byte ExtendedResponseCode { get; }

    public byte Version { get; }

    public bool IsDnssecOk { get; }

    public ReadOnlySpan<byte> Options { get; }

    /// <summary>False for another type, for an owner that is not the root, and for options that do not fill the RDATA.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, in MessageRecord record, out Edns edns)
    {
        edns = default;
        if (record.Type != RecordType.OPT || message[record.Owner] != 0)
        {
            return false;
        }

        ReadOnlySpan<byte> options = message.Slice(record.Rdata, record.RdataLength);
        bool valid = Rdata.TryValidate(RecordType.OPT, options, out _);
        edns = valid ? new Edns(record, options) : default;
        return valid;
    }

    public EdnsOptionEnumerator GetEnumerator() => new(Options);
}
