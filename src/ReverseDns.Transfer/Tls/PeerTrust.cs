using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ReverseDns.Transfer;

/// <summary>
/// Which certificates the other end of a TLS connection may show: those of a name, as an authority confirms it; those of
/// given public keys (RFC 7858, section 4.2), whoever signed them; or, where both are said, those that are both.
/// </summary>
public sealed class PeerTrust
{
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientUse = new("1.3.6.1.5.5.7.3.2");

    private readonly X509Certificate2Collection? _authorities;

    /// <param name="name">A domain name or an address; null: the pins alone decide.</param>
    /// <param name="authorities">Who may confirm the name; null: those that the system trusts.</param>
    /// <param name="pins">Of these keys one; empty: the name alone decides.</param>
    public PeerTrust(string? name, X509Certificate2Collection? authorities, IReadOnlyList<PublicKeyPin> pins)
    {
        if (name is null && pins.Count == 0)
        {
            throw new ArgumentException("Neither a name nor a public key: that would be any certificate", nameof(name));
        }

        (Name, Pins, _authorities) = (name, pins, authorities);
    }

    public string? Name { get; }

    public IReadOnlyList<PublicKeyPin> Pins { get; }

    /// <summary>Null for a certificate that is accepted, else what is wrong with it, for people.</summary>
    /// <param name="sent">What came with it.</param>
    public string? WhyNot(X509Certificate2 certificate, X509Certificate2Collection sent, bool isServer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        if (Pins.Count > 0)
        {
            var pin = PublicKeyPin.Of(certificate);
            if (!Pins.Contains(pin))
            {
                return $"its certificate has another public key ({pin})";
            }
        }

        if (Name is null)
        {
            return null;
        }

        return certificate.MatchesHostname(Name, allowWildcards: true, allowCommonName: false)
            ? WhyNotConfirmed(certificate, sent, isServer, now)
            : $"its certificate is not for {Name}";
    }

    private string? WhyNotConfirmed(X509Certificate2 certificate, X509Certificate2Collection sent, bool isServer, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        X509ChainPolicy policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = now.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        policy.ApplicationPolicy.Add(isServer ? ServerUse : ClientUse);
        policy.ExtraStore.AddRange(sent);
        if (_authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(_authorities);
        }

        return chain.Build(certificate)
            ? null
            : $"its certificate is not trusted: {string.Join(", ", chain.ChainStatus.Select(status => status.Status))}";
    }
}
