using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ReverseDns.App.Configuration;
using ReverseDns.Protocol;

namespace ReverseDns.App.Tests;

public class ConfigurationTests
{
    private static readonly JsonSerializerOptions NamesAsText = new()
    {
        Converters = { new DomainNameConverter(), new AddressPrefixConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveTransfersOut } },
    };

    [Fact]
    public async Task The_sample_means_the_defaults()
    {
        using var folder = new TemporaryFolder();
        Rdns.Outcome sample = await Rdns.RunAsync("config", "--sample");
        string file = folder.Write("sample.yaml", sample.Output);
        string empty = folder.Write("empty.yaml", "");

        Assert.Equal(0, sample.ExitCode);
        Assert.Equal(Shown(empty), Shown(file));
        Assert.Contains("# ", sample.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_that_is_wrong_is_listed_at_once_with_line_and_column()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("rdns.yaml", """
            listen: [127.0.0.1, nonsense]
            port: 70000
            port: 5300
            tcp:
              idle-timeout: 10
              idle: 1
            zones:
              - origin: a..b
                file: x
              - folder: y
                pattern: "**"
            """);

        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", file);

        Assert.Equal(1, outcome.ExitCode);
        string[] places = [.. outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line[(file.Length + 1)..line.IndexOf(": error: ", StringComparison.Ordinal)])];
        Assert.Equal(["1:21", "2:7", "3:1", "5:17", "6:3", "8:13", "11:14"], places);
    }

    [Theory]
    [InlineData("listen: [127.0.0.1", "2:1: error: not YAML")]
    [InlineData("rate-limit:\n  ipv4: [\"/33 1\"]", "2:10: error: rate-limit.ipv4: '/33 1' is no prefix length")]
    [InlineData("rate-limit:\n  ipv6: [\"/64 10\", \"/128 5\"]", "2:20: error: rate-limit.ipv6: '/128 5' must stand before '/64 10'")]
    [InlineData("rate-limit:\n  allow: [192.0.2.1/24]", "2:11: error: rate-limit.allow: '192.0.2.1/24' is neither")]
    [InlineData("listen: [127.0.0.1\nport: \"a", "1:9: error: not YAML: a bracket")]
    [InlineData("listen: a\n\tport: 1", "1:9: error: not YAML")]
    [InlineData("- a list", "1:1: error: expected keys")]
    [InlineData("port: &a 53", "1:7: error: anchors")]
    [InlineData("listen: []", "1:1: error: listen: no address")]
    [InlineData("zones:\n  - origin: a.example\n    file: x\n  - origin: A.example.\n    file: y", "4:5: error: zones: A.example. is listed twice")]
    public async Task A_file_that_cannot_be_meant_is_refused(string text, string error)
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("rdns.yaml", text);

        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", file);

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith($"{file}:{error}", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_is_named()
    {
        Rdns.Outcome outcome = await Rdns.RunAsync("check", "config", "/nowhere/rdns.yaml");

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("/nowhere/rdns.yaml:1:1: error: cannot be read", outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>What they are made of cannot be written; that they are empty is looked at by itself.</summary>
    private static void LeaveTransfersOut(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties.Where(property => property.Name is "Transfers" or "Notifies").ToList())
        {
            type.Properties.Remove(property);
        }
    }

    private static string Shown(string file)
    {
        var errors = new ConfigErrors(file);
        RdnsConfiguration configuration = RdnsConfiguration.Read(file, errors)!;
        Assert.False(errors.Any);
        Assert.Empty(configuration.Transfers.Keys);
        Assert.Empty(configuration.Transfers.Rules);
        Assert.Empty(configuration.Notifies);
        return JsonSerializer.Serialize(configuration with
        {
            FixedPart = "",
            Dnssec = configuration.Dnssec with { Policy = configuration.Dnssec.Policy with { ParentServers = [] } },
            Server = new() { Tcp = configuration.Server.Tcp, Udp = configuration.Server.Udp, Edns = configuration.Server.Edns, Identity = configuration.Server.Identity },
        }, NamesAsText) + string.Join(',', [.. configuration.Server.Listen, .. configuration.Dnssec.Policy.ParentServers]);
    }

    [Theory]
    [InlineData("e5e973e5a6b2a43f48e7dc849e37bfcf\n# the old one\n445536bcd2513298075a5d379663c962\n", UnixFileMode.UserRead, null)]
    [InlineData("e5e973e5a6b2a43f48e7dc849e37bfcf\n", UnixFileMode.UserRead | UnixFileMode.OtherRead, "others may read")]
    [InlineData("e5e973e5a6b2a43f48e7dc849e37bfcf\nnonsense\n", UnixFileMode.UserRead, "line 2: not 32 hexadecimal digits")]
    [InlineData("\n", UnixFileMode.UserRead, "has no secret")]
    public void Secrets_of_cookies_are_in_a_file_that_others_cannot_read(string content, UnixFileMode mode, string? error)
    {
        using var folder = new TemporaryFolder();
        File.SetUnixFileMode(folder.Write("secrets", content), mode);
        string file = folder.Write("rdns.yaml", "cookies:\n  secret-file: secrets\n");
        var errors = new ConfigErrors(file);
        var configuration = RdnsConfiguration.Read(file, errors);
        Assert.Equal(error is null ? 2 : null, configuration?.Server.Cookies.Secrets.Count);
        Assert.All(errors.Lines, line => Assert.Contains(error!, line, StringComparison.Ordinal));
        Assert.Equal(error is not null, errors.Any);
    }

    private sealed class AddressPrefixConverter : JsonConverter<AddressPrefix>
    {
        public override AddressPrefix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            AddressPrefix.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, AddressPrefix value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class DomainNameConverter : JsonConverter<DomainName>
    {
        public override DomainName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DomainName.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, DomainName value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
