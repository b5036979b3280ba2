using System.Security.Cryptography;

namespace ReverseDns.Zones.Digests;

/// <summary>
/// Hashes a zone in one pass: while one part of it is hashed, by a thread for each hash, the next is put into canonical form.
/// </summary>
internal sealed class DigestPass(Func<CanonicalOctets, bool> addNext, ZoneDigests digests)
{
    private const int PartLength = 1 << 18;
    private CanonicalOctets _ready = new();
    private CanonicalOctets _next = new();
    private bool _isMore = true;

    /// <summary>The digests, that of SHA-384 first.</summary>
    public IReadOnlyList<(ZoneDigests Kind, byte[] Digest)> Run()
    {
        var hashes = new List<(ZoneDigests Kind, IncrementalHash Hash)>();
        try
        {
            Open(hashes, ZoneDigests.Sha384, HashAlgorithmName.SHA384);
            Open(hashes, ZoneDigests.Sha512, HashAlgorithmName.SHA512);
            Action[] work = [.. hashes.Select(hash => (Action)(() => hash.Hash.AppendData(_ready.Octets))), Fill];
            Fill();
            while (_isMore)
            {
                (_ready, _next) = (_next, _ready);
                Parallel.Invoke(work);
            }

            foreach ((_, IncrementalHash hash) in hashes)
            {
                hash.AppendData(_next.Octets);
            }

            return [.. hashes.Select(hash => (hash.Kind, hash.Hash.GetHashAndReset()))];
        }
        finally
        {
            hashes.ForEach(hash => hash.Hash.Dispose());
        }
    }

    private void Open(List<(ZoneDigests Kind, IncrementalHash Hash)> hashes, ZoneDigests kind, HashAlgorithmName name)
    {
        if (digests.HasFlag(kind))
        {
            hashes.Add((kind, IncrementalHash.CreateHash(name)));
        }
    }

    private void Fill()
    {
        _next.Clear();
        while (_isMore && _next.Length < PartLength)
        {
            _isMore = addNext(_next);
        }
    }
}
