using System.Buffers.Binary;
using System.Numerics;

namespace ReverseDns.Protocol;

/// <summary>HMAC with SHA-224 (FIPS 180-4, section 6.3), which the framework lacks. Slow, and only for peers that insist.</summary>
internal sealed class Sha224Mac
{
    private const int BlockLength = 64;
    private const int MacLength = 28;

    private static readonly uint[] Initial =
    [
        0xC105_9ED8, 0x367C_D507, 0x3070_DD17, 0xF70E_5939, 0xFFC0_0B31, 0x6858_1511, 0x64F9_8FA7, 0xBEFA_4FA4,
    ];

    private static readonly uint[] Constants = MakeConstants();

    private readonly byte[] _inner = new byte[BlockLength];
    private readonly byte[] _outer = new byte[BlockLength];
    private readonly byte[] _block = new byte[BlockLength];
    private readonly uint[] _state = new uint[8];
    private readonly uint[] _schedule = new uint[BlockLength];
    private int _filled;
    private long _length;

    public Sha224Mac(ReadOnlySpan<byte> secret)
    {
        byte[] key = new byte[BlockLength];
        Start();
        if (secret.Length > BlockLength)
        {
            Update(secret);
            Digest(key);
        }
        else
        {
            secret.CopyTo(key);
        }

        for (int i = 0; i < BlockLength; i++)
        {
            _inner[i] = (byte)(key[i] ^ 0x36);
            _outer[i] = (byte)(key[i] ^ 0x5C);
        }

        Start();
        Update(_inner);
    }

    public void Append(ReadOnlySpan<byte> octets) => Update(octets);

    public int Finish(Span<byte> mac)
    {
        Span<byte> digest = stackalloc byte[MacLength];
        Digest(digest);
        Start();
        Update(_outer);
        Update(digest);
        Digest(mac);
        Start();
        Update(_inner);
        return MacLength;
    }

    private void Start()
    {
        Initial.CopyTo(_state, 0);
        (_filled, _length) = (0, 0);
    }

    private void Update(ReadOnlySpan<byte> octets)
    {
        _length += octets.Length;
        while (!octets.IsEmpty)
        {
            int taken = Math.Min(octets.Length, BlockLength - _filled);
            octets[..taken].CopyTo(_block.AsSpan(_filled));
            octets = octets[taken..];
            _filled += taken;
            if (_filled == BlockLength)
            {
                Compress();
                _filled = 0;
            }
        }
    }

    private void Digest(Span<byte> digest)
    {
        const int lengthLength = sizeof(long);
        long bits = _length * 8;
        _block[_filled++] = 0x80;
        if (_filled > BlockLength - lengthLength)
        {
            _block.AsSpan(_filled).Clear();
            Compress();
            _filled = 0;
        }

        _block.AsSpan(_filled).Clear();
        BinaryPrimitives.WriteInt64BigEndian(_block.AsSpan(BlockLength - lengthLength), bits);
        Compress();
        for (int i = 0; i < MacLength / sizeof(uint); i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(i * sizeof(uint))..], _state[i]);
        }
    }

    private void Compress()
    {
        for (int t = 0; t < 16; t++)
        {
            _schedule[t] = BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(t * sizeof(uint)));
        }

        for (int t = 16; t < BlockLength; t++)
        {
            uint early = _schedule[t - 15];
            uint late = _schedule[t - 2];
            uint small0 = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            uint small1 = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            _schedule[t] = _schedule[t - 16] + small0 + _schedule[t - 7] + small1;
        }

        (uint a, uint b, uint c, uint d) = (_state[0], _state[1], _state[2], _state[3]);
        (uint e, uint f, uint g, uint h) = (_state[4], _state[5], _state[6], _state[7]);
        for (int t = 0; t < BlockLength; t++)
        {
            uint large1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            uint first = h + large1 + ((e & f) ^ (~e & g)) + Constants[t] + _schedule[t];
            uint large0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            uint second = large0 + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        ReadOnlySpan<uint> result = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < result.Length; i++)
        {
            _state[i] += result[i];
        }
    }

    /// <summary>The first 32 bits of the fractional parts of the cube roots of the first 64 primes.</summary>
    private static uint[] MakeConstants()
    {
        uint[] constants = new uint[BlockLength];
        int candidate = 2;
        for (int i = 0; i < constants.Length; candidate++)
        {
            bool isPrime = true;
            for (int divisor = 2; divisor * divisor <= candidate; divisor++)
            {
                isPrime &= candidate % divisor != 0;
            }

            if (isPrime)
            {
                constants[i++] = CubeRootFraction(candidate);
            }
        }

        return constants;
    }

    /// <summary>The largest x with x^3 not above n * 2^96 has the fraction in its low 32 bits.</summary>
    private static uint CubeRootFraction(int number)
    {
        BigInteger cube = (BigInteger)number << 96;
        BigInteger root = BigInteger.Zero;
        for (int bit = 36; bit >= 0; bit--)
        {
            BigInteger tried = root | (BigInteger.One << bit);
            root = tried * tried * tried <= cube ? tried : root;
        }

        return (uint)(root & uint.MaxValue);
    }
}
