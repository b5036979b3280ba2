using ReverseDns.Protocol;

namespace ReverseDns.App.Rssac002;

/// <summary>Which daily reports are written, and where.</summary>
/// <param name="Folder">Null: none.</param>
/// <param name="Service">The service's name, as it stands in the files.</param>
/// <param name="Prefix">What the names of files begin with.</param>
/// <param name="Zones">Those whose versions are reported.</param>
internal sealed record Rssac002Options(string? Folder, string Service, string Prefix, IReadOnlyList<DomainName> Zones)
{
    public static Rssac002Options None { get; } = new(null, "", "", []);
}
