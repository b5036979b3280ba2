using System.Net;
using ReverseDns.Dnssec;
using ReverseDns.Protocol;

namespace ReverseDns.App.Parent;

/// <summary>
/// Asks every one of the parent's servers for the DS of a zone. Unless they are configured, resolvers say which they are.
/// </summary>
internal sealed class ParentServers(IReadOnlyList<IPEndPoint> configured, IReadOnlyList<IPEndPoint> resolvers)
{
    private const int Port = 53;
    private const int MaxServers = 64;

    /// <param name="keys">The zone's, to see that a DS has the digest of the key that it names.</param>
    /// <returns>One answer a server; null for one that gave none.</returns>
    public async Task<IReadOnlyList<ParentAnswer>> AskAsync(
        DomainName zone, IReadOnlyList<ManagedKey> keys, CancellationToken cancellation)
    {
        IReadOnlyList<IPEndPoint> servers = configured.Count > 0 ? configured : await FindAsync(zone, cancellation);
        return await Task.WhenAll(servers.Select(server => AskOneAsync(server, zone, keys, cancellation)));
    }

    /// <summary>For the schedule; null when no server gave an answer.</summary>
    public static ParentKeys? Summary(IReadOnlyList<ParentAnswer> answers)
    {
        ParentAnswer[] good = [.. answers.Where(answer => answer.Ds is not null)];
        return good.Length == 0 ? null : new ParentKeys(
            [.. good.Select(answer => answer.Ds!).Distinct()], good.Length == answers.Count, good.Max(answer => answer.TimeToLive));
    }

    private static async Task<ParentAnswer> AskOneAsync(
        IPEndPoint server, DomainName zone, IReadOnlyList<ManagedKey> keys, CancellationToken cancellation)
    {
        byte[]? message = await DnsQuestion.AskAsync(server, zone, RecordType.DS, isRecursive: false, cancellation);
        DnsResponse? response = message is null ? null : DnsResponse.Read(message);
        if (response is not { Header: { IsAuthoritative: true, ResponseCode: ResponseCode.NoError or ResponseCode.NxDomain } })
        {
            string reason = response is null ? "no answer" : $"no authoritative answer ({response.Header.ResponseCode})";
            return new ParentAnswer(server, Ds: null, TimeSpan.Zero, reason);
        }

        ResourceRecord[] records = [.. response.Answer.Where(record => record.Type == RecordType.DS && record.Owner == zone)];
        IEnumerable<KeyName> names = records.Select(record => DelegationSigner.Identify(record.Rdata.Span, zone, keys)).OfType<KeyName>();
        uint ttl = records.Concat(response.Authority.Where(record => record.Type == RecordType.SOA))
            .Select(record => record.Ttl).DefaultIfEmpty().Max();
        return new ParentAnswer(server, KeySet.Of(names), TimeSpan.FromSeconds(ttl), Fault: null);
    }

    /// <summary>The addresses of all name servers of the closest zone above.</summary>
    private async Task<IReadOnlyList<IPEndPoint>> FindAsync(DomainName zone, CancellationToken cancellation)
    {
        if (resolvers.Count == 0 || await Resolver.ParentAsync(resolvers, zone, cancellation) is not { } parent)
        {
            return [];
        }

        IReadOnlyList<IPEndPoint>[] addresses = await Task.WhenAll(
            parent.Hosts.Select(host => Resolver.AddressesAsync(resolvers, host, Port, cancellation)));
        return [.. addresses.SelectMany(endpoints => endpoints).Distinct().Take(MaxServers)];
    }
}
