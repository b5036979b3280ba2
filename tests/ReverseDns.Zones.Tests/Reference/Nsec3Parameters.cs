using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>How the names of an NSEC3 chain are hashed (RFC 5155, section 5).</summary>
public sealed record Nsec3Parameters(int Algorithm, int Iterations, ReadOnlyMemory<byte> Salt)
{
    private const string Base32Hex = "0123456789abcdefghijklmnopqrstuv";

    /// <summary>The first fields of NSEC3 and the whole of NSEC3PARAM are the same.</summary>
    public static Nsec3Parameters FromRdata(ReadOnlySpan<byte> rdata) =>
        new(rdata[0], (rdata[2] << 8) | rdata[3], rdata.Slice(5, rdata[4]).ToArray());

    public byte[] ToRdata(byte flags) =>
        [(byte)Algorithm, flags, (byte)(Iterations >> 8), (byte)Iterations, (byte)Salt.Length, .. Salt.Span];

    public bool IsSameChain(Nsec3Parameters other) =>
        Algorithm == other.Algorithm && Iterations == other.Iterations && Salt.Span.SequenceEqual(other.Salt.Span);

    public DomainName OwnerOf(DomainName name, DomainName origin)
    {
        byte[] label = Encoding.ASCII.GetBytes(ToBase32Hex(Hash(name)));
        return DomainName.FromWire([(byte)label.Length, .. label, .. origin.Wire]);
    }

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "NSEC3 has no other hash")]
    public byte[] Hash(DomainName name)
    {
        byte[] hash = SHA1.HashData([.. name.ToLower().Wire, .. Salt.Span]);
        for (int round = 0; round < Iterations; round++)
        {
            hash = SHA1.HashData([.. hash, .. Salt.Span]);
        }

        return hash;
    }

    /// <summary>RFC 4648, section 7, without padding: 20 octets are exactly 32 digits.</summary>
    private static string ToBase32Hex(byte[] hash)
    {
        string bits = string.Concat(hash.Select(octet => Convert.ToString(octet, 2).PadLeft(8, '0')));
        return string.Concat(bits.Chunk(5).Select(digit => Base32Hex[Convert.ToInt32(new string(digit), 2)]));
    }
}
