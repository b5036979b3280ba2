namespace ReverseDns.Dnssec.Tests.Store;

/// <summary>Keys that never leave a PKCS#11 token sign as those in files do.</summary>
public sealed class TokenKeysTests(SoftHsm token) : IClassFixture<SoftHsm>, IDisposable
{
    private static readonly DomainName Zone = DomainName.Parse("2.0.192.in-addr.arpa.");
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();

    private KeyStore Store => new(_folder["keys"], SoftHsm.Module);

    public void Dispose() => _folder.Dispose();

    [PeerTheory("softhsm2-util", "pkcs11-tool")]
    [InlineData("EC:prime256v1", SecurityAlgorithm.EcdsaP256Sha256)]
    [InlineData("EC:secp384r1", SecurityAlgorithm.EcdsaP384Sha384)]
    [InlineData("rsa:2048", SecurityAlgorithm.RsaSha256)]
    [InlineData("rsa:2048", SecurityAlgorithm.RsaSha512)]
    public void A_key_in_a_token_signs_for_several_threads(string kind, SecurityAlgorithm algorithm)
    {
        string uri = token.Generate($"sign{(int)algorithm}", kind);
        Assert.True(
            Store.TryImportToken(uri, Zone, algorithm, true, new KeyTiming { Created = Now }, out StoredKey? imported, out KeyFault? fault), fault?.ToString());
        imported.Dispose();

        (IReadOnlyList<StoredKey> keys, IReadOnlyList<KeyFault> faults) = Store.Read(Zone);

        Assert.Empty(faults);
        using StoredKey key = Assert.Single(keys);
        Assert.True(VerifyingKey.TryCreate(key.Key.DnsKey.Span, out VerifyingKey? verifying));
        Assert.True(Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 2 }, (number, loop) =>
        {
            byte[] signature = new byte[key.Key.SignatureLength];
            key.Key.Sign(BitConverter.GetBytes(number), signature);
            if (!verifying.Verify(BitConverter.GetBytes(number), signature))
            {
                loop.Stop();
            }
        }).IsCompleted);
        Assert.DoesNotContain("Prime1", File.ReadAllText(key.Path), StringComparison.Ordinal);
    }

    [PeerFact("softhsm2-util", "pkcs11-tool")]
    public void A_token_without_the_key_is_a_fault_that_shows_no_PIN()
    {
        Assert.False(Store.TryImportToken(
            token.Place("nothing") + ";pin-value=7531", Zone, SecurityAlgorithm.EcdsaP256Sha256, true, new KeyTiming(), out _, out KeyFault? fault));

        Assert.Contains("the token does not give it", fault.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("7531", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A token that is gone for days leaves the zone as it is; the schedule goes on when it is back.</summary>
    [PeerFact("softhsm2-util", "pkcs11-tool")]
    public void A_schedule_whose_token_is_gone_waits_for_it()
    {
        var time = new SteppedTime(Now);
        foreach ((string name, bool secureEntryPoint) in (ReadOnlySpan<(string, bool)>)[("ksk", true), ("zsk", false)])
        {
            string uri = token.Generate(name, "EC:prime256v1");
            Assert.True(
                Store.TryImportToken(uri, Zone, SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint, new KeyTiming { Created = Now }, out StoredKey? key, out KeyFault? fault),
                fault?.ToString());
            key.Dispose();
        }

        var unsigned = ServedKeys.Unsigned(TimeSpan.FromHours(1));
        using KeeperRun first = new ZoneKeeper(Store, Zone, time).Run(new KeyPolicy(), unsigned, parent: null);
        using KeeperRun gone = new ZoneKeeper(new KeyStore(_folder["keys"]), Zone, time).Run(new KeyPolicy(), unsigned, parent: null);
        using KeeperRun back = new ZoneKeeper(Store, Zone, time).Run(new KeyPolicy(), unsigned, parent: null);

        Assert.Equal((true, false, true), (first.CanSign, gone.CanSign, back.CanSign));
        Assert.Equal([first.State.DnsKeys.Wanted.Keys, first.State.DnsKeys.Wanted.Keys], [gone.State.DnsKeys.Wanted.Keys, back.State.DnsKeys.Wanted.Keys]);
        Assert.NotEmpty(gone.Alarms);
        Assert.Empty(back.Alarms);
    }
}
