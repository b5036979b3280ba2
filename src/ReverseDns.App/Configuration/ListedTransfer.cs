using ReverseDns.Protocol;
using ReverseDns.Transfer;

namespace ReverseDns.App.Configuration;

/// <summary>One entry under 'allow-transfer:'.</summary>
/// <param name="Zones">Null: all of them.</param>
internal sealed record ListedTransfer(IReadOnlyList<TransferRule> Rules, IReadOnlyList<DomainName>? Zones)
{
    /// <summary>Clients are to show one.</summary>
    public bool WantsCertificate => Rules.Any(rule => rule.Certificate is not null);
}

/// <summary>One entry under 'notify:'.</summary>
/// <param name="Zones">Null: all of them.</param>
internal sealed record ListedNotify(IReadOnlyList<NotifyTarget> Targets, IReadOnlyList<DomainName>? Zones);
