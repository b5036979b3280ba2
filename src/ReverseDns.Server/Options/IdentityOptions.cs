using System.Text;

namespace ReverseDns.Server;

/// <summary>What class CH answers to TXT questions (RFC 4892); a name whose value is null is refused.</summary>
public sealed class IdentityOptions
{
    private const int LongestText = 255;

    public string? IdServer { get; init; }

    public string? HostnameBind { get; init; }

    public string? VersionBind { get; init; }

    public string? VersionServer { get; init; }

    internal IEnumerable<string> Errors() =>
        from item in new (string Name, string? Value)[]
        {
            ("id.server", IdServer),
            ("hostname.bind", HostnameBind),
            ("version.bind", VersionBind),
            ("version.server", VersionServer),
        }
        where item.Value is not null && Encoding.UTF8.GetByteCount(item.Value) > LongestText
        select $"identity: {item.Name} has more than {LongestText} octets";
}
