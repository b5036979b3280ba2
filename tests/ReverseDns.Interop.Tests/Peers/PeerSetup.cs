using ReverseDns.Protocol;

namespace ReverseDns.Interop.Tests.Peers;

/// <summary>What a peer is to be: where it answers on 127.0.0.1, with which zones, and with whom it exchanges them.</summary>
public sealed record PeerSetup(string Folder, int Port, IReadOnlyList<PeerZone> Zones)
{
    public const string Secret = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    /// <summary>Anybody on this machine may have the zones, and changes of them are kept.</summary>
    public bool Transfers { get; init; }

    /// <summary>What transfers and NOTIFYs are signed with; null: they are not.</summary>
    public TsigKey? Key { get; init; }

    /// <summary>The port that the zones come from; null: they come from their files.</summary>
    public int? Primary { get; init; }

    /// <summary>The port that is told of changes.</summary>
    public int? Secondary { get; init; }

    /// <summary>Zones come, and may be had, over TLS.</summary>
    public PeerTls? Tls { get; init; }

    public string KeyName => Key is null ? "" : NameOf(Key.Name);

    public string KeyAlgorithm => Key is null ? "" : NameOf(TsigAlgorithms.NameOf(Key.Algorithm));

    public static TsigKey NewKey() => new(DomainName.Parse("the-key"), TsigAlgorithm.HmacSha256, Convert.FromBase64String(Secret));

    public static string NameOf(DomainName name) => name.ToString().TrimEnd('.');

    /// <summary>Text that stands in a configuration only where there is a key.</summary>
    public string IfSigned(string text) => Key is null ? "" : text;
}
