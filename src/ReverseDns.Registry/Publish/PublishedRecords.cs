using System.Security.Cryptography;

namespace ReverseDns.Registry;

/// <summary>
/// The records of a zone file we have written ourselves, as fingerprints: enough to tell what is gone and what is new
/// without keeping the text. TTLs are left out, for a changed TTL takes nothing away.
/// </summary>
internal sealed class PublishedRecords
{
    private const int MaxFingerprintText = 512;

    private readonly HashSet<UInt128> _all = [];
    private readonly HashSet<UInt128> _delegations = [];
    private readonly HashSet<UInt128> _nameServers = [];
    private readonly HashSet<UInt128> _signers = [];

    private PublishedRecords()
    {
    }

    public Serial? Serial { get; private set; }

    public int Count => _all.Count;

    public int Delegations => _delegations.Count;

    public int NameServers => _nameServers.Count;

    public int Signers => _signers.Count;

    public static PublishedRecords Read(ReadOnlySpan<byte> file)
    {
        var records = new PublishedRecords();
        byte[] apex = [];
        Span<Range> fields = stackalloc Range[5];
        foreach (Range range in file.Split((byte)'\n'))
        {
            ReadOnlySpan<byte> line = file[range];
            if (line.IsEmpty || line[0] == ';')
            {
                continue;
            }

            int count = Split(line, fields);
            if (count < 5)
            {
                continue;
            }

            ReadOnlySpan<byte> owner = line[fields[0]];
            if (line[fields[3]].SequenceEqual("SOA"u8))
            {
                apex = owner.ToArray();
                records.Serial = ReadSerial(line[fields[4]]);
            }
            else
            {
                records.Add(owner, line[fields[3]], line[fields[4]], isApex: owner.SequenceEqual(apex));
            }
        }

        return records;
    }

    public int LostDelegations(PublishedRecords next) => Lost(_delegations, next._delegations);

    public int LostNameServers(PublishedRecords next) => Lost(_nameServers, next._nameServers);

    public int LostSigners(PublishedRecords next) => Lost(_signers, next._signers);

    public int Lost(PublishedRecords next) => Lost(_all, next._all);

    private void Add(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> type, ReadOnlySpan<byte> rdata, bool isApex)
    {
        UInt128 record = Fingerprint(owner, type, rdata);
        _all.Add(record);
        if (!isApex && type.SequenceEqual("NS"u8))
        {
            _delegations.Add(Fingerprint(owner, type, []));
            _nameServers.Add(record);
        }
        else if (type.SequenceEqual("DS"u8))
        {
            _signers.Add(record);
        }
    }

    private static int Lost(HashSet<UInt128> before, HashSet<UInt128> after) =>
        before.Count(record => !after.Contains(record));

    private static UInt128 Fingerprint(ReadOnlySpan<byte> owner, ReadOnlySpan<byte> type, ReadOnlySpan<byte> rdata)
    {
        Span<byte> text = stackalloc byte[MaxFingerprintText];
        int length = owner.Length + type.Length + rdata.Length + 2;
        text = length <= text.Length ? text[..length] : new byte[length];
        owner.CopyTo(text);
        type.CopyTo(text[(owner.Length + 1)..]);
        rdata.CopyTo(text[(owner.Length + type.Length + 2)..]);
        text[owner.Length] = text[owner.Length + type.Length + 1] = (byte)' ';
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static Serial? ReadSerial(ReadOnlySpan<byte> soa)
    {
        Span<Range> fields = stackalloc Range[4];
        return Split(soa, fields) == 4
            && uint.TryParse(soa[fields[2]], NumberStyles.None, CultureInfo.InvariantCulture, out uint serial)
            ? new Serial(serial)
            : null;
    }

    /// <summary>Fields between single spaces; the last one takes the rest.</summary>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int start = 0;
        int count = 0;
        while (count < fields.Length - 1 && line[start..].IndexOf((byte)' ') is >= 0 and int length)
        {
            fields[count++] = start..(start + length);
            start += length + 1;
        }

        fields[count++] = start..line.Length;
        return count;
    }
}
