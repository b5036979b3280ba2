using System.Diagnostics.CodeAnalysis;
using ReverseDns.Dnssec.OpenSsl;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Dnssec;

/// <summary>
/// A folder of keys in BIND's files, "K*.key" and "K*.private", that BIND and Knot read and write too. Files are
/// replaced whole; private ones are their owner's alone.
/// </summary>
/// <param name="module">The PKCS#11 module of the token whose keys some files name; null: none.</param>
public sealed class KeyStore(string folder, string? module = null)
{
    private const UnixFileMode PrivateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PublicMode = PrivateMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>One key in 65536 has the tag of another; five in a row do not happen.</summary>
    private const int MaxGenerations = 5;

    public string Folder => folder;

    /// <summary>The keys of a zone, which the caller disposes, and the files that give none.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public (IReadOnlyList<StoredKey> Keys, IReadOnlyList<KeyFault> Faults) Read(DomainName zone) =>
        Open(Stems(KeyFileName.Prefix(zone)), zone);

    /// <summary>The keys of all zones.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public (IReadOnlyList<StoredKey> Keys, IReadOnlyList<KeyFault> Faults) ReadAll() => Open(Stems("K*"), zone: null);

    /// <summary>Makes a key with a tag that no other of the zone has, as a spare.</summary>
    /// <exception cref="IOException">Its files cannot be written.</exception>
    /// <exception cref="CryptographicException">OpenSSL makes no such key.</exception>
    public StoredKey Generate(
        DomainName zone, SecurityAlgorithm algorithm, bool secureEntryPoint, DateTimeOffset now, int rsaBits = 2048)
    {
        HashSet<string> taken = [.. Stems(KeyFileName.Prefix(zone)).Select(stem => stem.Split('+')[^1])];
        for (int attempt = 0; attempt < MaxGenerations; attempt++)
        {
            var key = SigningKey.Generate(algorithm, secureEntryPoint, rsaBits);
            if (!taken.Contains(key.KeyTag.ToString("D5", CultureInfo.InvariantCulture)))
            {
                return Keep(zone, key, new KeyTiming { Created = now });
            }

            key.Dispose();
        }

        throw new CryptographicException($"Every {algorithm} key for {zone} has the tag of another");
    }

    /// <summary>Takes over a key from BIND's files elsewhere, with its timing.</summary>
    /// <param name="path">Of either file, or what their names have in common.</param>
    /// <exception cref="IOException">Its files cannot be written.</exception>
    public bool TryImport(
        string path, DomainName? zone, [NotNullWhen(true)] out StoredKey? key, [NotNullWhen(false)] out KeyFault? fault)
    {
        key = null;
        if (!KeyFilePair.TryRead(KeyFilePair.StemOf(path), out KeyFilePair? pair, out fault)
            || !TryOpen(pair, zone, out StoredKey? foreign, out fault))
        {
            return false;
        }

        string stem = Path.Combine(folder, KeyFileName.Stem(foreign.Zone, foreign.Key.Algorithm, foreign.Key.KeyTag));
        Write(stem, PublicKeyFile.ToText(foreign.Zone, foreign.Key.DnsKey.Span, foreign.Timing), pair.Private.ToText());
        key = foreign with { Path = stem + KeyFileName.PrivateSuffix };
        return true;
    }

    /// <summary>Takes over a key from a PEM file (PKCS#8), such as Knot keeps its keys in; algorithm and use are not in there.</summary>
    /// <exception cref="IOException">Its files cannot be written.</exception>
    public bool TryImportPem(
        string path,
        DomainName zone,
        SecurityAlgorithm algorithm,
        bool secureEntryPoint,
        KeyTiming timing,
        [NotNullWhen(true)] out StoredKey? key,
        [NotNullWhen(false)] out KeyFault? fault)
    {
        SigningKey? signing = PemKeyFile.TryRead(path, algorithm, secureEntryPoint, out fault);
        key = signing is null ? null : Keep(zone, signing, timing);
        return key is not null;
    }

    /// <summary>Uses a key that a token has: the files get its DNSKEY and its place.</summary>
    /// <param name="place">A URI of RFC 7512, with pin-source or pin-value.</param>
    /// <exception cref="IOException">Its files cannot be written.</exception>
    public bool TryImportToken(
        string place,
        DomainName zone,
        SecurityAlgorithm algorithm,
        bool secureEntryPoint,
        KeyTiming timing,
        [NotNullWhen(true)] out StoredKey? key,
        [NotNullWhen(false)] out KeyFault? fault)
    {
        key = null;
        var traits = AlgorithmTraits.Of(algorithm);
        string? reason = "no pkcs11-module is configured";
        EvpKey? kept = module is null ? null : TokenEngine.TryLoad(module, place, out reason);
        if (kept is null || !PublicKeyEncoding.IsOf(traits, kept.WritePublic()))
        {
            // The URI may have a PIN in it.
            fault = new KeyFault(place.Split(";pin-", 2)[0], reason ?? $"a key for {traits.Mnemonic} was expected");
            kept?.Dispose();
            return false;
        }

        int flags = DnsKeyRdata.ZoneKey | (secureEntryPoint ? DnsKeyRdata.SecureEntryPoint : 0);
        var signing = new SigningKey(traits, (ushort)flags, kept);
        fault = null;
        key = Keep(zone, signing, PrivateKeyFile.OfToken(algorithm, place, timing));
        return true;
    }

    /// <summary>Writes a key as it is, with its timing, to another folder.</summary>
    /// <exception cref="IOException">Its files cannot be read or written.</exception>
    public string Export(StoredKey key, string target)
    {
        if (!new KeyStore(target, module).TryImport(key.Path, key.Zone, out StoredKey? copy, out KeyFault? fault))
        {
            throw new IOException(fault.ToString());
        }

        copy.Dispose();
        return copy.Path;
    }

    /// <exception cref="IOException">The files cannot be read or written; each is then as it was or as it is to be.</exception>
    public static StoredKey SetTiming(StoredKey key, KeyTiming timing)
    {
        string stem = KeyFilePair.StemOf(key.Path);
        if (!KeyFilePair.TryRead(stem, out KeyFilePair? pair, out KeyFault? fault))
        {
            throw new IOException(fault.ToString());
        }

        Write(stem, PublicKeyFile.ToText(key.Zone, key.Key.DnsKey.Span, timing), (pair.Private with { Timing = timing }).ToText());
        return key with { Timing = timing };
    }

    internal void MakeFolder() => MakeFolder(folder);

    private StoredKey Keep(DomainName zone, SigningKey key, KeyTiming timing)
    {
        var traits = AlgorithmTraits.Of(key.Algorithm);
        byte[] der = key.Key.WritePrivate();
        byte[][] numbers = PrivateKeyEncoding.FromDer(traits, der);
        var file = PrivateKeyFile.Create(key.Algorithm, PrivateKeyEncoding.Fields(traits).Zip(numbers), timing);
        CryptographicOperations.ZeroMemory(der);
        Array.ForEach(numbers, number => CryptographicOperations.ZeroMemory(number));
        return Keep(zone, key, file);
    }

    private StoredKey Keep(DomainName zone, SigningKey key, PrivateKeyFile file)
    {
        string stem = Path.Combine(folder, KeyFileName.Stem(zone, key.Algorithm, key.KeyTag));
        Write(stem, PublicKeyFile.ToText(zone, key.DnsKey.Span, file.Timing), file.ToText());
        return new StoredKey(zone, key, file.Timing, stem + KeyFileName.PrivateSuffix);
    }

    /// <summary>The .key first: without its .private it is no key, so that a crash between the two leaves nothing half.</summary>
    private static void Write(string stem, string publicText, string privateText)
    {
        MakeFolder(Path.GetDirectoryName(Path.GetFullPath(stem))!);
        AtomicFile.Write(stem + KeyFileName.PublicSuffix, PublicMode, stream => stream.Write(Encoding.UTF8.GetBytes(publicText)));
        AtomicFile.Write(stem + KeyFileName.PrivateSuffix, PrivateMode, stream => stream.Write(Encoding.UTF8.GetBytes(privateText)));
    }

    private static void MakeFolder(string folder)
    {
        if (!OperatingSystem.IsWindows() && !Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, PrivateMode | UnixFileMode.UserExecute);
        }
    }

    private string[] Stems(string prefix) =>
        Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, $"{prefix}+*{KeyFileName.PrivateSuffix}")
                .Where(path => KeyFileName.TrySplit(path, out _)).Select(KeyFilePair.StemOf).Order(StringComparer.Ordinal)]
            : [];

    private (IReadOnlyList<StoredKey> Keys, IReadOnlyList<KeyFault> Faults) Open(string[] stems, DomainName? zone)
    {
        List<StoredKey> keys = [];
        List<KeyFault> faults = [];
        foreach (string stem in stems)
        {
            if (KeyFilePair.TryRead(stem, out KeyFilePair? pair, out KeyFault? fault)
                && TryOpen(pair, zone, out StoredKey? key, out fault))
            {
                keys.Add(key);
            }
            else
            {
                faults.Add(fault!);
            }
        }

        return (keys, faults);
    }

    private bool TryOpen(
        KeyFilePair pair, DomainName? zone, [NotNullWhen(true)] out StoredKey? key, [NotNullWhen(false)] out KeyFault? fault)
    {
        if (zone is DomainName expected && pair.Zone != expected)
        {
            key = null;
            fault = new KeyFault(pair.PublicPath, $"its key is of the zone {pair.Zone}; {expected} was expected");
            return false;
        }

        return pair.TryOpen(module, out key, out fault);
    }
}
