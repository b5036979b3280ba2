using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using ReverseDns.Server;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>Reads what rdns.yaml says about TLS: our own port, and whom we trust with what.</summary>
internal static class TlsSection
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    /// <param name="asksForCertificate">Some rule demands one of clients.</param>
    public static TlsOptions Read(ConfigSection section, string folder, bool asksForCertificate, ConfigErrors errors)
    {
        var byDefault = new TlsOptions();
        TcpOptions limits = byDefault.Connections;
        IReadOnlyList<ConfigScalar> listen = section.Texts("listen", [], "Addresses to answer on; [] is no TLS.");
        int port = section.Integer("port", DnsOverTls.Port, 1, 65_535, "The port of every address above that names none.");
        SslStreamCertificateContext? certificate = Certificate(
            section, folder, errors,
            "What clients are shown: a PEM file, those that lead to the authority behind it.",
            "Its key: a PEM file; mode 0600, or 0640. Both are read again at a reload.");
        var options = new TlsOptions
        {
            Listen = ConfigurationReader.Addresses("tls.listen", listen, port, errors),
            Identity = certificate is null ? null : new TlsIdentity(certificate, asksForCertificate),
            HandshakeTimeout = section.Duration(
                "handshake-timeout", byDefault.HandshakeTimeout, Millisecond, Hour, "A client must have finished its handshake after this."),
            Connections = new TcpOptions
            {
                MaxConnections = section.Integer(
                    "max-connections", limits.MaxConnections, 1, 65_535, "Open at once; past it the longest-idle one is closed."),
                MaxConnectionsPerPrefix = section.Integer(
                    "max-connections-per-prefix", limits.MaxConnectionsPerPrefix, 1, 65_535, "The same for one client prefix, as long as TCP's."),
                IdleTimeout = section.Duration(
                    "idle-timeout", limits.IdleTimeout, Millisecond, Hour, "A connection without a request is closed after this."),
            },
        };
        section.End();
        if (options.Listen.Count > 0 && certificate is null && !errors.Any)
        {
            errors.Add(section.Place, "tls: to listen takes a 'certificate' and its 'key'");
        }

        return options;
    }

    /// <summary>How a primary is reached; null where there is no 'tls' among its keys.</summary>
    public static PrimaryTls? Primary(ConfigSection entry, string folder, ConfigErrors errors)
    {
        if (entry.Find("tls") is null)
        {
            return null;
        }

        ConfigSection section = entry.Section("tls", "");
        SslStreamCertificateContext? certificate = Certificate(section, folder, errors, "", "");
        PeerTrust? trust = Trust(section, folder, errors);
        section.End();
        return trust is null ? null : new PrimaryTls(trust, certificate);
    }

    /// <summary>What a client must show; null where there is no such key.</summary>
    public static PeerTrust? Client(ConfigSection entry, string key, string folder, ConfigErrors errors)
    {
        if (entry.Find(key) is null)
        {
            return null;
        }

        ConfigSection section = entry.Section(key, "");
        PeerTrust? trust = Trust(section, folder, errors);
        section.End();
        return trust;
    }

    private static PeerTrust? Trust(ConfigSection section, string folder, ConfigErrors errors)
    {
        string name = section.Text("name", "", "", 255);
        string authorities = section.Text("authorities", "", "", 4_096);
        var pins = new List<PublicKeyPin>();
        foreach (ConfigScalar text in section.Texts("pins", [], ""))
        {
            if (PublicKeyPin.TryParse(text.Text, out PublicKeyPin pin))
            {
                pins.Add(pin);
            }
            else
            {
                errors.Add(text, $"pins: '{text.Text}' is not the base64 of a SHA-256");
            }
        }

        string? fault = null;
        X509Certificate2Collection? trusted = authorities.Length == 0
            ? null
            : CertificateFile.ReadAuthorities(Path.GetFullPath(authorities, folder), out fault);
        if (fault is not null)
        {
            errors.Add(section.Find("authorities")!, $"authorities: {fault}");
        }

        if (name.Length == 0 && (pins.Count == 0 || authorities.Length > 0))
        {
            errors.Add(section.Place, "tls: a certificate is known by its 'name', and who may confirm it ('authorities'), or by 'pins', or both");
            return null;
        }

        return new PeerTrust(name.Length == 0 ? null : name, trusted, pins);
    }

    private static SslStreamCertificateContext? Certificate(
        ConfigSection section, string folder, ConfigErrors errors, string comment, string keyComment)
    {
        string certificate = section.Text("certificate", "", comment, 4_096);
        string key = section.Text("key", "", keyComment, 4_096);
        if (certificate.Length == 0 && key.Length == 0)
        {
            return null;
        }

        string? fault = "a 'certificate' and its 'key' go together";
        SslStreamCertificateContext? read = certificate.Length > 0 && key.Length > 0
            ? CertificateFile.Read(Path.GetFullPath(certificate, folder), Path.GetFullPath(key, folder), out fault)
            : null;
        if (fault is not null)
        {
            errors.Add((section.Find("certificate") ?? section.Find("key"))!, $"tls: {fault}");
        }

        return read;
    }
}
