using System.Security.Cryptography;

namespace ReverseDns.Protocol;

/// <summary>HMAC (RFC 2104) over octets that come in pieces. Allocates when it is made, and not again. One thread at a time.</summary>
internal sealed class KeyedHash : IDisposable
{
    private readonly IncrementalHash? _system;
    private readonly Sha224Mac? _sha224;

    public KeyedHash(TsigAlgorithm algorithm, ReadOnlySpan<byte> secret)
    {
        if (algorithm == TsigAlgorithm.HmacSha224)
        {
            _sha224 = new Sha224Mac(secret);
            return;
        }

        HashAlgorithmName name = algorithm switch
        {
            TsigAlgorithm.HmacSha1 => HashAlgorithmName.SHA1,
            TsigAlgorithm.HmacSha384 => HashAlgorithmName.SHA384,
            TsigAlgorithm.HmacSha512 => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        _system = IncrementalHash.CreateHMAC(name, secret);
    }

    public void Append(ReadOnlySpan<byte> octets)
    {
        _system?.AppendData(octets);
        _sha224?.Append(octets);
    }

    /// <summary>Writes the whole MAC and starts anew; returns its length.</summary>
    public int Finish(Span<byte> mac) => _system?.GetHashAndReset(mac) ?? _sha224!.Finish(mac);

    public void Dispose() => _system?.Dispose();
}
