namespace ReverseDns.Dnssec.Tests.Store;

/// <summary>The private keys of RFC 8080, section 6, sign as it says: EdDSA has no chance in it.</summary>
public sealed class RfcKeysTests
{
    [Theory]
    [InlineData(4, "ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=")]
    [InlineData(5, "DSSF3o0s0f+ElWzj9E/Osxw8hLpk55chkmx0LYN5WiY=")]
    [InlineData(6, "xZ+5Cgm463xugtkY5B0Jx6erFTXp13rYegst0qRtNsOYnaVpMx0Z/c5EiA9x8wWbDDct/U3FhYWA")]
    public void Sign_as_the_RFC_does(int vector, string privateKey)
    {
        object[] row = RfcVectors.All.ElementAt(vector);
        (string dnsKey, string rrsig) = ((string)row[0], (string)row[3]);
        SignedRecord expected = RfcVectors.Record((string)row[1], (string)row[2], rrsig);
        string[] fields = rrsig.Split(' ');
        using var folder = new TemporaryFolder();
        string stem = folder[$"Kexample.com.+{int.Parse(fields[1], CultureInfo.InvariantCulture):D3}+{int.Parse(fields[6], CultureInfo.InvariantCulture):D5}"];
        File.WriteAllText(stem + ".key", $"example.com. 3600 IN DNSKEY {dnsKey}\n");
        File.WriteAllText(stem + ".private", $"Private-key-format: v1.2\nAlgorithm: {fields[1]} (?)\nPrivateKey: {privateKey}\n");
        File.SetUnixFileMode(stem + ".private", UnixFileMode.UserRead);

        (IReadOnlyList<StoredKey> keys, IReadOnlyList<KeyFault> faults) = new KeyStore(folder.Path).Read(DomainName.Parse("example.com."));

        Assert.Empty(faults);
        using StoredKey key = Assert.Single(keys);
        byte[] signature = new byte[key.Key.SignatureLength];
        key.Key.Sign(expected.Message, signature);
        Assert.Equal(expected.Signature, signature);
    }
}
