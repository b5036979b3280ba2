using System.Numerics;
using System.Runtime.CompilerServices;

namespace ReverseDns.Server;

/// <summary>SipHash-2-4 (RFC 9018, section 4.4) of what a server cookie is made from: whole words but for IPv4's four octets.</summary>
internal ref struct SipHash
{
    private ulong _v0;
    private ulong _v1;
    private ulong _v2;
    private ulong _v3;

    public SipHash(CookieSecret key)
    {
        _v0 = key.First ^ 0x736F_6D65_7073_6575;
        _v1 = key.Second ^ 0x646F_7261_6E64_6F6D;
        _v2 = key.First ^ 0x6C79_6765_6E65_7261;
        _v3 = key.Second ^ 0x7465_6462_7974_6573;
    }

    /// <param name="word">Eight octets, the first one lowest.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ulong word)
    {
        _v3 ^= word;
        Round();
        Round();
        _v0 ^= word;
    }

    /// <param name="rest">Octets behind the last whole word, the first one lowest.</param>
    /// <param name="length">Of all octets.</param>
    public ulong Finish(ulong rest, int length)
    {
        Add(rest | ((ulong)length << 56));
        _v2 ^= 0xFF;
        Round();
        Round();
        Round();
        Round();
        return _v0 ^ _v1 ^ _v2 ^ _v3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Round()
    {
        _v0 += _v1;
        _v2 += _v3;
        _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
        _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
        _v0 = BitOperations.RotateLeft(_v0, 32);
        _v2 += _v1;
        _v0 += _v3;
        _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
        _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
        _v2 = BitOperations.RotateLeft(_v2, 32);
    }
}
