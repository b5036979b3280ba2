using ReverseDns.Protocol;

namespace ReverseDns.Server.Tests;

/// <summary>Valid requests with octets changed, taken away, put in or doubled; the same ones for the same seed.</summary>
internal sealed class Mutations(int seed)
{
    private static readonly byte[][] Valid =
    [
        Packet.Query(SampleZone.Host, RecordType.PTR),
        Packet.QueryWithOpt(SampleZone.Host, RecordType.ANY, ttl: 0x8000),
        Packet.QueryWithOpt(SampleZone.Crowded, RecordType.PTR, options: [.. Packet.Option(3), .. Packet.Option(10, new byte[8])]),
        Packet.QueryWithOpt("id.server.", RecordType.TXT, RecordClass.CH),
        [.. Packet.Header(additional: 2), .. Packet.Question(SampleZone.Host), .. Packet.Opt(), .. Packet.Tsig()],
        [.. Packet.Header(answers: 1), .. Packet.Question(SampleZone.Host), .. Packet.Record("a.", RecordType.A, 1, 0, [1, 2, 3, 4])],
        [.. Packet.Header(flags: 4 << 11), .. Packet.Question(SampleZone.Apex, RecordType.SOA)],
    ];

    private uint _state = (uint)seed * 2_654_435_769 | 1;

    public byte[] Next()
    {
        List<byte> octets = [.. Valid[Number(Valid.Length)]];
        for (int mutation = Number(4); mutation >= 0; mutation--)
        {
            int position = Number(octets.Count);
            switch (octets.Count == 0 ? 3 : Number(6))
            {
                case 0:
                    octets[position] = (byte)Number(256);
                    break;
                case 1:
                    octets[position] ^= (byte)(1 << Number(8));
                    break;
                case 2:
                    octets.RemoveRange(position, Math.Min(Number(8), octets.Count - position));
                    break;
                case 3:
                    octets.Insert(position, (byte)Number(256));
                    break;
                case 4:
                    octets.InsertRange(position, octets[..Math.Min(32, octets.Count)]);
                    break;
                default:
                    octets[position] = Number(2) == 0 ? (byte)0xFF : (byte)0xC0;
                    break;
            }
        }

        return [.. octets];
    }

    /// <summary>Xorshift: the same on every platform and version.</summary>
    private int Number(int below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return below == 0 ? 0 : (int)(_state % (uint)below);
    }
}
