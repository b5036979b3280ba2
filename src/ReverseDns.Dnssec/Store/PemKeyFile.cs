using ReverseDns.Dnssec.OpenSsl;

namespace ReverseDns.Dnssec;

/// <summary>A private key in PEM: a PrivateKeyInfo that says neither which zone it is of nor how it signs.</summary>
internal static class PemKeyFile
{
    private const string Label = "PRIVATE KEY";
    private const int LargestFile = 1 << 16;

    public static SigningKey? TryRead(string path, SecurityAlgorithm algorithm, bool secureEntryPoint, out KeyFault? fault)
    {
        string text;
        try
        {
            text = new FileInfo(path).Length <= LargestFile ? File.ReadAllText(path) : "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = new KeyFault(path, $"it cannot be read: {exception.Message}");
            return null;
        }

        if (!PemEncoding.TryFind(text, out PemFields fields) || !text[fields.Label].Equals(Label, StringComparison.Ordinal))
        {
            fault = new KeyFault(path, $"a PEM file with an unencrypted {Label} was expected");
            return null;
        }

        byte[] info = Convert.FromBase64String(text[fields.Base64Data]);
        var key = EvpKey.TryReadPrivate(info);
        CryptographicOperations.ZeroMemory(info);
        var traits = AlgorithmTraits.Of(algorithm);
        if (key is null || !PublicKeyEncoding.IsOf(traits, key.WritePublic()))
        {
            fault = new KeyFault(path, $"a key for {traits.Mnemonic} was expected");
            key?.Dispose();
            return null;
        }

        fault = null;
        int flags = DnsKeyRdata.ZoneKey | (secureEntryPoint ? DnsKeyRdata.SecureEntryPoint : 0);
        return new SigningKey(traits, (ushort)flags, key);
    }
}
