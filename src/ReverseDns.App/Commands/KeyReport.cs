using System.Globalization;
using System.Text.Json.Serialization;
using ReverseDns.Dnssec;

namespace ReverseDns.App.Commands;

/// <summary>One key file, as 'rdns keys list' shows it.</summary>
/// <param name="Use">ksk (a CSK too: files do not tell them apart) or zsk.</param>
internal sealed record KeyReport(
    string Zone, int Tag, SecurityAlgorithm Algorithm, string Use, DateTimeOffset? Created, DateTimeOffset? Publish,
    DateTimeOffset? Activate, DateTimeOffset? Inactive, DateTimeOffset? Delete, string File)
{
    [JsonIgnore]
    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Zone} {(int)Algorithm:D3}+{Tag:D5} {Use} {Algorithm} {Life} {File}");

    private string Life =>
        Delete is not null ? $"gone since {Day(Delete)}"
        : Inactive is not null ? $"retired since {Day(Inactive)}"
        : Activate is not null ? $"active since {Day(Activate)}"
        : Publish is not null ? $"published since {Day(Publish)}"
        : "spare";

    public static KeyReport Of(StoredKey key) =>
        new(
            key.Zone.ToString(), key.Key.KeyTag, key.Key.Algorithm, key.Key.IsSecureEntryPoint ? "ksk" : "zsk", key.Timing.Created,
            key.Timing.Publish, key.Timing.Activate, key.Timing.Inactive, key.Timing.Delete, key.Path);

    private static string Day(DateTimeOffset? time) => time!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
