using System.Text;

namespace ReverseDns.Bench.Sets;

/// <summary>
/// Which questions the zones are asked, the same each time and all of them mixed: resolvers ask for addresses that are
/// there, addresses that are not, and below delegations.
/// </summary>
internal static class BenchQuestions
{
    private const int Count = 1 << 17;
    private const int Seed = 11;

    public static void Write(string folder, int addresses)
    {
        var random = new Random(Seed);
        Write(Path.Combine(folder, "plain.txt"), () => Plain(random, addresses));
        Write(Path.Combine(folder, "signed.txt"), () => Signed(random));
    }

    private static void Write(string path, Func<string> question)
    {
        using var writer = new StreamWriter(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        for (int i = 0; i < Count; i++)
        {
            writer.WriteLine(question());
        }
    }

    /// <summary>50 percent addresses, 25 referrals in IPv4 and 5 in IPv6, 15 NXDOMAIN, 5 other.</summary>
    private static string Plain(Random random, int addresses) => random.Next(20) switch
    {
        < 10 => $"{BenchZones.Address(random.Next(addresses))}.{BenchZones.Addresses} PTR",
        < 15 => $"{random.Next(256)}.{BenchZones.Block(random.Next(BenchZones.DelegationCount))}.{BenchZones.Delegations} PTR",
        15 => $"{Ipv6Host(random)}.{BenchZones.Ipv6Block(random.Next(BenchZones.Ipv6Count))}.{BenchZones.Ipv6} PTR",
        < 18 => $"{random.Next(256)}.{random.Next(256)}.{random.Next(200, 256)}.{BenchZones.Addresses} PTR",
        18 => $"{random.Next(256)}.{BenchZones.Block(random.Next(BenchZones.DelegationCount, 65_536))}.{BenchZones.Delegations} PTR",
        _ => random.Next(2) == 0
            ? $"{BenchZones.Delegations} SOA"
            : $"{BenchZones.Address(random.Next(addresses))}.{BenchZones.Addresses} TXT",
    };

    /// <summary>50 percent referrals, one in ten of them signed; 25 NXDOMAIN, 20 addresses, 5 at the apex.</summary>
    private static string Signed(Random random) => random.Next(20) switch
    {
        < 10 => $"{random.Next(256)}.{BenchZones.Block(random.Next(BenchZones.DelegationCount))}.{BenchZones.Signed} PTR",
        < 15 => $"{random.Next(256)}.{BenchZones.Block(random.Next(BenchZones.DelegationCount + 256, 65_536))}.{BenchZones.Signed} PTR",
        < 19 => $"{BenchZones.Address((BenchZones.DelegationCount * 256) + random.Next(BenchZones.SignedAddressCount))}.{BenchZones.Signed} PTR",
        _ => $"{BenchZones.Signed} {(random.Next(3) switch { 0 => "SOA", 1 => "NS", _ => "DNSKEY" })}",
    };

    private static string Ipv6Host(Random random) => string.Join('.', $"{random.NextInt64(1L << 40):x20}".ToCharArray());
}
