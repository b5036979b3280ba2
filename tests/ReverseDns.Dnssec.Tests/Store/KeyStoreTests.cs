namespace ReverseDns.Dnssec.Tests.Store;

public sealed class KeyStoreTests : IDisposable
{
    private static readonly DomainName Zone = DomainName.Parse("2.0.192.in-addr.arpa.");
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly KeyStore _store;

    public KeyStoreTests() => _store = new KeyStore(_folder["keys"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void A_generated_key_is_read_back_with_its_timing(SecurityAlgorithm algorithm)
    {
        using StoredKey made = _store.Generate(Zone, algorithm, secureEntryPoint: true, Now);
        var timing = new KeyTiming { Created = Now, Publish = Now, Activate = Now.AddDays(1), SyncPublish = Now.AddDays(2), Delete = Now.AddDays(3) };
        KeyStore.SetTiming(made, timing);

        StoredKey read = Single(Zone);

        Assert.Equal(made.Key.DnsKey.ToArray(), read.Key.DnsKey.ToArray());
        Assert.Equal((timing, Zone, made.Name), (read.Timing, read.Zone, read.Name));
        read.Dispose();
    }

    public static TheoryData<SecurityAlgorithm> Algorithms => [.. Enum.GetValues<SecurityAlgorithm>()];

    [Fact]
    public void Private_files_and_the_folder_are_their_owners_alone()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key.Path));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_store.Folder));
        Assert.All(Directory.GetFiles(_store.Folder), path => Assert.DoesNotContain(".new", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead, "mode 640")]
    [InlineData(UnixFileMode.OtherRead, "mode 604")]
    [InlineData(UnixFileMode.GroupWrite, "mode 620")]
    public void A_key_that_others_may_read_or_write_is_not_used(UnixFileMode more, string reason)
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        File.SetUnixFileMode(key.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        Refused(key.Path, reason);
    }

    [Fact]
    public void A_key_of_another_zone_is_not_used()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        string path = PublicPath(key);
        File.WriteAllText(path, File.ReadAllText(path).Replace("2.0.192", "3.0.192", StringComparison.Ordinal));

        Refused(path, "of the zone 3.0.192.in-addr.arpa.; 2.0.192.in-addr.arpa. was expected");
    }

    [Fact]
    public void A_key_under_the_name_of_another_is_not_used()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        string other = Path.Combine(_store.Folder, "K2.0.192.in-addr.arpa.+015+00000");
        File.Move(key.Path, other + ".private");
        File.Move(PublicPath(key), other + ".key");

        Refused(other + ".private", "name and contents were expected to agree");
    }

    [Fact]
    public void A_private_key_that_is_not_the_DNSKEYs_is_not_used()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: false, Now);
        using StoredKey other = new KeyStore(_folder["other"]).Generate(Zone, SecurityAlgorithm.EcdsaP256Sha256, secureEntryPoint: false, Now);
        File.Copy(other.Path, key.Path, overwrite: true);

        Refused(key.Path, "it is another key than the .key file's");
    }

    [Theory]
    [InlineData("PrivateKey: ", "PrivateKey: !", "PrivateKey were expected, in Base64")]
    [InlineData("PrivateKey: ", "PrivateKey: AAAA", "its numbers are no ED25519 key")]
    [InlineData("Private-key-format: v1.3", "", "it is no private key file")]
    [InlineData("Algorithm: 15", "Algorithm: 5", "its algorithm is '5'")]
    [InlineData("Algorithm: 15", "Algorithm: 13", "Ed25519 was expected, as the .key file has it")]
    public void A_damaged_private_file_is_not_used(string text, string damaged, string reason)
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        File.WriteAllText(key.Path, File.ReadAllText(key.Path).Replace(text, damaged, StringComparison.Ordinal));

        Refused(key.Path, reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2.0.192.in-addr.arpa. IN DNSKEY 256 3 15\n")]
    [InlineData("2.0.192.in-addr.arpa. IN A 192.0.2.1\n")]
    [InlineData("..\n")]
    public void A_damaged_public_file_is_not_used(string text)
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        File.WriteAllText(PublicPath(key), text);

        Refused(PublicPath(key), "DNSKEY");
    }

    [Fact]
    public void A_file_that_is_missing_or_too_large_is_named()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        File.AppendAllText(PublicPath(key), new string(';', 100_000));
        Refused(PublicPath(key), "too many for a key");

        File.Delete(PublicPath(key));
        Refused(PublicPath(key), "cannot be read");
    }

    [Fact]
    public void A_public_file_alone_is_no_key_and_no_fault()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now);
        File.Delete(key.Path);

        (IReadOnlyList<StoredKey> keys, IReadOnlyList<KeyFault> faults) = _store.Read(Zone);

        Assert.Empty(keys);
        Assert.Empty(faults);
    }

    [Fact]
    public void A_zone_has_its_own_keys_only()
    {
        DomainName[] zones = [Zone, DomainName.Parse("12.0.192.in-addr.arpa."), DomainName.Parse("in-addr.arpa."), DomainName.Root];
        foreach (DomainName zone in zones)
        {
            _store.Generate(zone, SecurityAlgorithm.Ed25519, secureEntryPoint: false, Now).Dispose();
        }

        Assert.All(zones, zone => Single(zone).Dispose());
        (IReadOnlyList<StoredKey> keys, IReadOnlyList<KeyFault> faults) = _store.ReadAll();
        Assert.Equal(zones.Order(), keys.Select(key => key.Zone).Order());
        Assert.Empty(faults);
    }

    [Fact]
    public void An_exported_key_is_imported_as_it_was()
    {
        using StoredKey key = _store.Generate(Zone, SecurityAlgorithm.RsaSha256, secureEntryPoint: true, Now);
        string path = _store.Export(key, _folder["backup"]);
        File.Delete(key.Path);

        Assert.True(_store.TryImport(path, Zone, out StoredKey? again, out KeyFault? fault), fault?.ToString());
        Assert.Equal(key.Key.DnsKey.ToArray(), again.Key.DnsKey.ToArray());
        Assert.Equal(key.Path, again.Path);
        Single(Zone).Dispose();
    }

    private static string PublicPath(StoredKey key) => Path.ChangeExtension(key.Path, ".key");

    private StoredKey Single(DomainName zone)
    {
        (IReadOnlyList<StoredKey> keys, IReadOnlyList<KeyFault> faults) = _store.Read(zone);
        Assert.Empty(faults);
        return Assert.Single(keys);
    }

    private void Refused(string path, string reason)
    {
        (IReadOnlyList<StoredKey> keys, IReadOnlyList<KeyFault> faults) = _store.Read(Zone);
        Assert.Empty(keys);
        KeyFault fault = Assert.Single(faults);
        Assert.Equal(path, fault.Path);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }
}
