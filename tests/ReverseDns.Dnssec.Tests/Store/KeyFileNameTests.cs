namespace ReverseDns.Dnssec.Tests.Store;

public class KeyFileNameTests
{
    [Theory]
    [InlineData("example.net.", "Kexample.net.")]
    [InlineData("0/25.2.0.192.in-addr.arpa.", "K0%2F25.2.0.192.in-addr.arpa.")]
    [InlineData(@"a\.b\032c_d.EXAMPLE.", "Ka%2Eb%20c_d.example.")]
    [InlineData(".", "K.")]
    public void Is_what_BIND_calls_the_files(string zone, string prefix) =>
        Assert.Equal(prefix + "+013+00042", KeyFileName.Stem(DomainName.Parse(zone), SecurityAlgorithm.EcdsaP256Sha256, 42));
}
