using System.Globalization;
using System.Text;
using ReverseDns.Protocol;
using ReverseDns.Zones;

namespace ReverseDns.Bench.Sets;

/// <summary>
/// The zones that are measured, the same each time: a /8 of PTR records, a /8 of delegations, an IPv6 /32 of delegations,
/// and a second /8 of delegations with some PTR records, to be signed.
/// </summary>
internal static class BenchZones
{
    public const string Addresses = "10.in-addr.arpa";
    public const string Delegations = "193.in-addr.arpa";
    public const string Ipv6 = "8.b.d.0.1.0.0.2.ip6.arpa";
    public const string Signed = "194.in-addr.arpa";
    public const int DelegationCount = 60_000;
    public const int Ipv6Count = 20_000;

    /// <summary>PTR records of the zone to be signed: the /24s behind the delegated ones.</summary>
    public const int SignedAddressCount = 4_096;

    private const int Seed = 20_261_121;
    private const int Holders = 5_000;
    private const int Providers = 97;
    private const double PartWithDs = 0.1;

    public static void Write(string folder, int addresses)
    {
        using (StreamWriter zone = Create(folder, Addresses))
        {
            WriteAddresses(zone, 0, addresses);
        }

        using (StreamWriter zone = Create(folder, Delegations))
        {
            WriteDelegations(zone, Block, DelegationCount, new Random(Seed));
        }

        using (StreamWriter zone = Create(folder, Ipv6))
        {
            WriteDelegations(zone, Ipv6Block, Ipv6Count, new Random(Seed + 1));
        }

        using (StreamWriter zone = Create(folder, Signed))
        {
            WriteDelegations(zone, Block, DelegationCount, new Random(Seed + 2));
            WriteAddresses(zone, DelegationCount * 256, SignedAddressCount);
        }
    }

    /// <summary>One of them, ready to be answered from.</summary>
    public static ServedZone Read(string folder, string zone)
    {
        var origin = DomainName.Parse(zone + ".");
        var diagnostics = new List<ZoneDiagnostic>();
        using ZoneContents contents = ZoneFile.Read(Path.Combine(folder, zone + ".zone"), origin, new ZoneFileOptions(), diagnostics, out _)
            ?? throw new InvalidDataException(diagnostics[0].ToString());
        return new ServedZone(origin, CompiledZone.Compile(contents));
    }

    /// <summary>The labels of an address below its /8.</summary>
    public static string Address(int i) => Invariant($"{i & 255}.{(i >> 8) & 255}.{i >> 16}");

    /// <summary>The labels of a /24 below its /8.</summary>
    public static string Block(int i) => Invariant($"{i & 255}.{i >> 8}");

    /// <summary>The labels of a /48 below its /32, every third one.</summary>
    public static string Ipv6Block(int i) => string.Join('.', Invariant($"{i * 3:x4}").Reverse());

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static StreamWriter Create(string folder, string origin)
    {
        var zone = new StreamWriter(Path.Combine(folder, origin + ".zone"), append: false, new UTF8Encoding(false), 1 << 20)
        {
            NewLine = "\n",
        };
        zone.WriteLine($"$ORIGIN {origin}.");
        zone.WriteLine("$TTL 3600");
        zone.WriteLine("@ IN SOA ns1.example.net. hostmaster.example.net. 1 7200 900 1209600 900");
        zone.WriteLine("@ IN NS ns1.example.net.");
        zone.WriteLine("@ IN NS ns2.example.org.");
        return zone;
    }

    private static void WriteAddresses(StreamWriter zone, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            string address = Address(i);
            zone.WriteLine($"{address} IN PTR host-{address.Replace('.', '-')}.pool.example.net.");
        }
    }

    /// <summary>Two servers each; half of the holders have the second one at some provider.</summary>
    private static void WriteDelegations(StreamWriter zone, Func<int, string> block, int count, Random random)
    {
        Span<byte> digest = stackalloc byte[32];
        for (int i = 0; i < count; i++)
        {
            string owner = block(i);
            int holder = random.Next(Holders);
            zone.WriteLine(Invariant($"{owner} IN NS ns1.holder{holder}.example."));
            zone.WriteLine(holder % 2 == 0
                ? Invariant($"{owner} IN NS ns2.holder{holder}.example.")
                : Invariant($"{owner} IN NS secondary{holder % Providers}.provider.example."));
            if (random.NextDouble() < PartWithDs)
            {
                random.NextBytes(digest);
                zone.WriteLine(Invariant($"{owner} IN DS {random.Next(65_536)} 13 2 {Convert.ToHexString(digest)}"));
            }
        }
    }
}
