using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>
/// What of a response must be the same everywhere, small enough to compare hundreds of thousands: RCODE, AA and TC, and of each
/// section's records a sum of hashes that does not depend on their order, on compression, or on the case of names.
/// </summary>
public readonly record struct ResponseDigest(int ResponseCode, bool IsAuthoritative, bool IsTruncated, ulong Answer, ulong Authority, ulong Glue)
{
    private const int HeaderLength = 12;

    /// <summary>Sections may differ where there was no room for them.</summary>
    public bool IsSameAs(ResponseDigest other) =>
        this == other
        || (IsTruncated && other.IsTruncated && ResponseCode == other.ResponseCode && IsAuthoritative == other.IsAuthoritative);

    [SkipLocalsInit]
    public static ResponseDigest Of(ReadOnlySpan<byte> message)
    {
        Span<byte> cut = stackalloc byte[WireName.MaxLength];
        var reader = new Reader(message) { Position = HeaderLength };
        for (int questions = Count(message, 4); questions > 0; questions--)
        {
            reader.SkipQuestion();
        }

        ulong answer = reader.Sum(Count(message, 6), cut[..0], cut, out _);
        ulong authority = reader.Sum(Count(message, 8), cut[..0], cut, out int cutLength);
        ulong glue = cutLength == 0 ? 0 : reader.Sum(Count(message, 10), cut[..cutLength], [], out _);
        return new ResponseDigest(message[3] & 0x0F, (message[2] & 4) != 0, (message[2] & 2) != 0, answer, authority, glue);
    }

    private static int Count(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    private ref struct Reader(ReadOnlySpan<byte> message)
    {
        private const int FixedLength = 10;
        private readonly ReadOnlySpan<byte> _message = message;

        public int Position { get; set; }

        public void SkipQuestion()
        {
            Span<byte> name = stackalloc byte[WireName.MaxLength];
            ReadName(name);
            Position += 4;
        }

        /// <param name="cut">When given, only addresses of hosts at or below it count.</param>
        /// <param name="lastCut">Gets the owner of the section's last NS record; its length is zero without one.</param>
        [SkipLocalsInit]
        public ulong Sum(int records, scoped ReadOnlySpan<byte> cut, scoped Span<byte> lastCut, out int lastCutLength)
        {
            Span<byte> buffer = stackalloc byte[WireName.MaxLength + FixedLength];
            Span<byte> rdata = stackalloc byte[ushort.MaxValue];
            ulong sum = 0;
            lastCutLength = 0;
            for (; records > 0; records--)
            {
                int length = ReadName(buffer);
                Span<byte> owner = buffer[..length];
                var type = (RecordType)BinaryPrimitives.ReadUInt16BigEndian(_message[Position..]);
                _message.Slice(Position, FixedLength - 2).CopyTo(buffer[length..]);
                int end = Position + FixedLength + BinaryPrimitives.ReadUInt16BigEndian(_message[(Position + 8)..]);
                Position += FixedLength;
                Span<byte> canonical = rdata[..ReadRdata(type, end, rdata)];
                bool counts = cut.IsEmpty
                    || (type is RecordType.A or RecordType.AAAA && WireName.IsAtOrBelow(owner, cut));
                sum += counts ? Hash(canonical, Hash(buffer[..(length + FixedLength - 2)], 0xCBF2_9CE4_8422_2325)) : 0;
                if (type == RecordType.NS && !lastCut.IsEmpty)
                {
                    owner.CopyTo(lastCut);
                    lastCutLength = length;
                }
            }

            return sum;
        }

        private int ReadRdata(RecordType type, int end, scoped Span<byte> rdata)
        {
            int names = type switch
            {
                RecordType.NS or RecordType.CNAME or RecordType.PTR or RecordType.MX => 1,
                RecordType.SOA => 2,
                _ => 0,
            };
            int written = type == RecordType.MX ? Copy(Position + 2, rdata) : 0;
            for (; names > 0; names--)
            {
                written += ReadName(rdata[written..]);
            }

            written += Copy(end, rdata[written..]);
            Rdata.Canonicalize(type, rdata[..written]);
            return written;
        }

        private int Copy(int end, scoped Span<byte> destination)
        {
            int length = end - Position;
            _message.Slice(Position, length).CopyTo(destination);
            Position = end;
            return length;
        }

        /// <summary>Writes the name in lower case and without compression.</summary>
        private int ReadName(scoped Span<byte> destination)
        {
            int written = 0;
            int at = Position;
            bool jumped = false;
            while (_message[at] != 0)
            {
                int label = _message[at];
                if (label > WireName.MaxLabelLength)
                {
                    Position = jumped ? Position : at + 2;
                    jumped = true;
                    at = BinaryPrimitives.ReadUInt16BigEndian(_message[at..]) & 0x3FFF;
                    continue;
                }

                WireName.ToLower(_message.Slice(at, label + 1), destination[written..]);
                written += label + 1;
                at += label + 1;
            }

            Position = jumped ? Position : at + 1;
            destination[written] = 0;
            return written + 1;
        }

        /// <summary>FNV-1a.</summary>
        private static ulong Hash(ReadOnlySpan<byte> octets, ulong hash)
        {
            foreach (byte octet in octets)
            {
                hash = (hash ^ octet) * 0x0000_0100_0000_01B3;
            }

            return hash;
        }
    }
}
