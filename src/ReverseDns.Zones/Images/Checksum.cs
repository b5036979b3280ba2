using System.Numerics;

namespace ReverseDns.Zones.Images;

/// <summary>
/// A check-sum of 128 bits against accidents, not against forgers: CRC-32C over four interleaved lanes, which
/// processors work out about as fast as memory can be read.
/// </summary>
internal readonly record struct Checksum(uint First, uint Second, uint Third, uint Fourth)
{
    private const int Lanes = 4;
    private const int Stride = Lanes * sizeof(ulong);

    public static unsafe Checksum Of(byte* start, long length) => Begin(length).Append(start, length);

    /// <summary>That of no octets yet, where so many are to come: zeros at the end count.</summary>
    public static Checksum Begin(long length) => new((uint)length, (uint)(length >> 32), 0, 0);

    /// <param name="length">A multiple of 32, but for the last octets.</param>
    public unsafe Checksum Append(byte* start, long length)
    {
        (uint first, uint second, uint third, uint fourth) = this;
        ulong* words = (ulong*)start;
        ulong* end = (ulong*)(start + (length / Stride * Stride));
        for (; words < end; words += Lanes)
        {
            first = BitOperations.Crc32C(first, words[0]);
            second = BitOperations.Crc32C(second, words[1]);
            third = BitOperations.Crc32C(third, words[2]);
            fourth = BitOperations.Crc32C(fourth, words[3]);
        }

        for (byte* rest = (byte*)end; rest < start + length; rest++)
        {
            first = BitOperations.Crc32C(first, *rest);
        }

        return new Checksum(first, second, third, fourth);
    }
}
