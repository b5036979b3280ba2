using System.Diagnostics.CodeAnalysis;
using ReverseDns.Dnssec.OpenSsl;
using ReverseDns.Protocol;

namespace ReverseDns.Dnssec;

/// <summary>
/// The two files of a key, read with suspicion: what others may read, what does not fit together and what does not sign
/// is a fault with its reason and not a key.
/// </summary>
internal sealed class KeyFilePair
{
    private const UnixFileMode OwnerAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The largest RSA key takes five thousand octets.</summary>
    private const int LargestFile = 1 << 16;

    private readonly string _stem;
    private readonly PublicKeyFile _public;
    private readonly PrivateKeyFile _private;

    private KeyFilePair(string stem, PublicKeyFile publicFile, PrivateKeyFile privateFile) =>
        (_stem, _public, _private) = (stem, publicFile, privateFile);

    public DomainName Zone => _public.Zone;

    public KeyName Name => new(_private.Algorithm, DnsKeyRdata.KeyTag(_public.DnsKey));

    public string PublicPath => _stem + KeyFileName.PublicSuffix;

    public PrivateKeyFile Private => _private;

    /// <param name="path">Of either file, or what their names have in common.</param>
    public static string StemOf(string path) =>
        path.EndsWith(KeyFileName.PrivateSuffix, StringComparison.Ordinal) ? path[..^KeyFileName.PrivateSuffix.Length]
        : path.EndsWith(KeyFileName.PublicSuffix, StringComparison.Ordinal) ? path[..^KeyFileName.PublicSuffix.Length]
        : path;

    public static bool TryRead(
        string stem, [NotNullWhen(true)] out KeyFilePair? pair, [NotNullWhen(false)] out KeyFault? fault)
    {
        pair = null;
        (string privatePath, string publicPath) = (stem + KeyFileName.PrivateSuffix, stem + KeyFileName.PublicSuffix);
        string inFile = privatePath;
        try
        {
            UnixFileMode mode = OperatingSystem.IsWindows() ? OwnerAlone : File.GetUnixFileMode(privatePath);
            if ((mode | OwnerAlone) != OwnerAlone)
            {
                fault = new KeyFault(
                    privatePath, $"others than its owner have rights on it (mode {Convert.ToString((int)mode, 8)}); mode 600 was expected");
                return false;
            }

            if (!PrivateKeyFile.TryRead(Encoding.UTF8.GetString(Read(privatePath)), out PrivateKeyFile? privateFile, out string? reason))
            {
                fault = new KeyFault(privatePath, reason);
                return false;
            }

            inFile = publicPath;
            if (!PublicKeyFile.TryRead(Read(publicPath), out PublicKeyFile? publicFile, out reason))
            {
                fault = new KeyFault(publicPath, reason);
                return false;
            }

            pair = new KeyFilePair(stem, publicFile, privateFile);
            fault = null;
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = new KeyFault(inFile, $"it cannot be read: {exception.Message}");
            return false;
        }
    }

    /// <summary>Makes the key and sees that it is the DNSKEY's and signs.</summary>
    /// <param name="module">Of the token that keeps the private half, when the files only name it.</param>
    public bool TryOpen(string? module, [NotNullWhen(true)] out StoredKey? key, [NotNullWhen(false)] out KeyFault? fault)
    {
        key = null;
        string path = _stem + KeyFileName.PrivateSuffix;
        if (DnsKeyRdata.Algorithm(_public.DnsKey) != _private.Algorithm)
        {
            fault = new KeyFault(path, $"its algorithm is {_private.Algorithm}; {DnsKeyRdata.Algorithm(_public.DnsKey)} was expected, as the .key file has it");
            return false;
        }

        string name = KeyFileName.Stem(Zone, Name.Algorithm, Name.KeyTag);
        if (!Path.GetFileName(_stem).Equals(name, StringComparison.Ordinal))
        {
            fault = new KeyFault(path, $"inside is the key {name}: name and contents were expected to agree");
            return false;
        }

        if (!TryMakeKey(module, out SigningKey? signing, out string? reason))
        {
            fault = new KeyFault(path, reason);
            return false;
        }

        key = new StoredKey(Zone, signing, _private.Timing, path);
        fault = null;
        return true;
    }

    private bool TryMakeKey(string? module, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? reason)
    {
        key = null;
        var traits = AlgorithmTraits.Of(_private.Algorithm);
        if (_private.TokenUri is string uri)
        {
            reason = "a token keeps it, and no pkcs11-module is configured";
            EvpKey? kept = module is null ? null : TokenEngine.TryLoad(module, uri, out reason);
            return kept is not null
                && TryProve(new SigningKey(traits, DnsKeyRdata.Flags(_public.DnsKey), kept), out key, out reason);
        }

        if (_private.Numbers() is not byte[][] numbers)
        {
            reason = $"{string.Join(", ", PrivateKeyEncoding.Fields(traits))} were expected, in Base64";
            return false;
        }

        byte[] info = PrivateKeyEncoding.ToInfo(traits, numbers);
        var native = EvpKey.TryReadPrivate(info);
        CryptographicOperations.ZeroMemory(info);
        Array.ForEach(numbers, number => CryptographicOperations.ZeroMemory(number));
        if (native is null)
        {
            reason = $"its numbers are no {traits.Mnemonic} key";
            return false;
        }

        return TryProve(new SigningKey(traits, DnsKeyRdata.Flags(_public.DnsKey), native), out key, out reason);
    }

    private bool TryProve(SigningKey candidate, [NotNullWhen(true)] out SigningKey? key, [NotNullWhen(false)] out string? reason)
    {
        reason = candidate.DnsKey.Span.SequenceEqual(_public.DnsKey)
            ? Signs(candidate) ? null : "what it signs does not verify with the DNSKEY of its .key file"
            : $"it is another key than the .key file's: that has tag {DnsKeyRdata.KeyTag(_public.DnsKey)}, this one {candidate.KeyTag}";
        key = reason is null ? candidate : null;
        if (key is null)
        {
            candidate.Dispose();
        }

        return key is not null;
    }

    private static bool Signs(SigningKey key)
    {
        if (!VerifyingKey.TryCreate(key.DnsKey.Span, out VerifyingKey? verifying))
        {
            return false;
        }

        byte[] signature = new byte[key.SignatureLength];
        try
        {
            key.Sign(key.DnsKey.Span, signature);
            return verifying.Verify(key.DnsKey.Span, signature);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            verifying.Dispose();
        }
    }

    private static byte[] Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return stream.Length <= LargestFile
            ? File.ReadAllBytes(path)
            : throw new IOException($"{stream.Length} octets are too many for a key");
    }
}
