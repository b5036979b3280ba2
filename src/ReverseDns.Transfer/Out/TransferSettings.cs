using ReverseDns.Protocol;

namespace ReverseDns.Transfer;

/// <summary>Keys, and who may have which zone; replaced as a whole when the configuration is read again.</summary>
public sealed class TransferSettings
{
    /// <summary>No keys, and nobody gets anything.</summary>
    public static TransferSettings None { get; } = new();

    /// <summary>Keys that requests may be signed with; no two have the same name.</summary>
    public IReadOnlyList<TsigKey> Keys { get; init; } = [];

    /// <summary>Rules for zones that have none of their own.</summary>
    public IReadOnlyList<TransferRule> Rules { get; init; } = [];

    public IReadOnlyDictionary<DomainName, IReadOnlyList<TransferRule>> ZoneRules { get; init; } =
        new Dictionary<DomainName, IReadOnlyList<TransferRule>>();

    /// <summary>Transfers that run at once; for those beyond, and only then, a client that is allowed is told to come again.</summary>
    public int MaxTransfers { get; init; } = 32;

    /// <summary>Of these, as many to one address.</summary>
    public int MaxTransfersPerClient { get; init; } = 8;

    /// <summary>A client that takes nothing for so long is let go.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>So is one that has not got everything after this.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromHours(1);

    public bool Allows(DomainName zone, in TransferClient client)
    {
        IReadOnlyList<TransferRule> rules = ZoneRules.TryGetValue(zone, out IReadOnlyList<TransferRule>? own) ? own : Rules;
        foreach (TransferRule rule in rules)
        {
            if (rule.Allows(client))
            {
                return true;
            }
        }

        return false;
    }
}
