using System.Buffers.Binary;
using System.Security.Cryptography;
using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>One message to a primary, signed where it has a key, and the chain that verifies what comes back.</summary>
internal sealed class PrimaryRequest : IDisposable
{
    private const int MaxLength = 2_048;
    private const int PayloadSize = 1232;

    private readonly byte[] _message = new byte[MaxLength];
    private readonly int _length;

    /// <param name="held">The serial that we have, for IXFR.</param>
    /// <param name="withEdns">Says that we understand EDNS, and asks how long the primary will keep the zone.</param>
    public PrimaryRequest(DomainName zone, RecordType type, Serial? held, bool withEdns, TsigKey? key, long now)
    {
        Id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        var writer = new MessageWriter(_message, Id, 0);
        writer.TryWriteQuestion(zone.Wire, type, RecordClass.IN);
        if (held is Serial serial)
        {
            // Empty names and no timers: the serial alone is looked at.
            Span<byte> soa = stackalloc byte[22];
            soa.Clear();
            BinaryPrimitives.WriteUInt32BigEndian(soa[2..], serial.Value);
            writer.TryWriteRecord(MessageSection.Authority, zone.Wire, RecordType.SOA, RecordClass.IN, 0, soa);
        }

        if (withEdns)
        {
            ReadOnlySpan<byte> expire = [0, (byte)EdnsOptionCode.Expire, 0, 0];
            writer.TryWriteEdns(PayloadSize, ResponseCode.NoError, isDnssecOk: false, expire);
        }

        _length = writer.Length;
        if (key is not null)
        {
            Chain = new TsigChain(key);
            _length = Chain.Sign(_message, _length, now);
        }
    }

    public ushort Id { get; }

    public TsigChain? Chain { get; }

    public ReadOnlyMemory<byte> Message => _message.AsMemory(0, _length);

    /// <summary>As it goes over TCP.</summary>
    public byte[] Framed => [(byte)(_length >> 8), (byte)_length, .. Message.Span];

    public void Dispose() => Chain?.Dispose();
}
