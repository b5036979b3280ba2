using System.Net;
using ReverseDns.Protocol;

namespace ReverseDns.App.Parent;

/// <summary>Asks the resolvers that the system is set up with.</summary>
internal static class Resolver
{
    private const int Port = 53;

    public static IReadOnlyList<IPEndPoint> OfSystem() =>
        File.Exists("/etc/resolv.conf")
            ? [.. from line in File.ReadLines("/etc/resolv.conf")
                  let words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
                  where words.Length > 1 && words[0].Equals("nameserver", StringComparison.Ordinal)
                  let address = IPAddress.TryParse(words[1], out IPAddress? parsed) ? parsed : null
                  where address is not null
                  select new IPEndPoint(address, Port)]
            : [];

    /// <returns>The records of the type in the first answer that comes.</returns>
    public static async Task<IReadOnlyList<ResourceRecord>> ResolveAsync(
        IReadOnlyList<IPEndPoint> resolvers, DomainName name, RecordType type, CancellationToken cancellation)
    {
        foreach (IPEndPoint resolver in resolvers)
        {
            byte[]? message = await DnsQuestion.AskAsync(resolver, name, type, isRecursive: true, cancellation);
            if (message is not null && DnsResponse.Read(message) is DnsResponse response)
            {
                return [.. response.Answer.Where(record => record.Type == type)];
            }
        }

        return [];
    }

    /// <summary>The closest zone above a name, and its name servers; null when no resolver says.</summary>
    public static async Task<(DomainName Zone, IReadOnlyList<DomainName> Hosts)?> ParentAsync(
        IReadOnlyList<IPEndPoint> resolvers, DomainName zone, CancellationToken cancellation)
    {
        for (DomainName above = zone.Parent; ; above = above.Parent)
        {
            DomainName[] hosts =
            [
                .. (await ResolveAsync(resolvers, above, RecordType.NS, cancellation)).Where(record => record.Owner == above)
                    .Select(record => DomainName.FromWire(record.Rdata.Span)),
            ];
            if (hosts.Length > 0)
            {
                return (above, hosts);
            }

            if (above.IsRoot)
            {
                return null;
            }
        }
    }

    public static async Task<IReadOnlyList<IPEndPoint>> AddressesAsync(
        IReadOnlyList<IPEndPoint> resolvers, DomainName host, int port, CancellationToken cancellation)
    {
        List<IPEndPoint> addresses = [];
        foreach (RecordType type in (RecordType[])[RecordType.A, RecordType.AAAA])
        {
            addresses.AddRange((await ResolveAsync(resolvers, host, type, cancellation))
                .Select(record => new IPEndPoint(new IPAddress(record.Rdata.Span), port)));
        }

        return addresses;
    }
}
