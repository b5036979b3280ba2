using System.Globalization;

namespace ReverseDns.Bench;

/// <summary>
/// Gives every holder of a statistics file a pair of name servers, made from its opaque identifier alone, and writes
/// them as RPSL: statistics say who holds what, and no registry publishes who is delegated what in the same detail.
/// </summary>
internal static class HolderNameServers
{
    private const int Providers = 97;

    /// <summary>The /8s that are LACNIC's own (IANA, ipv4-address-space).</summary>
    public static readonly int[] LacnicBlocks = [177, 179, 181, 186, 187, 189, 190, 191, 200, 201];

    /// <summary>Writes members.rpsl and a plan of LACNIC's own /8s into a folder, for rdns build.</summary>
    public static int Run(string statistics, string folder)
    {
        Directory.CreateDirectory(folder);
        using (StreamReader reader = File.OpenText(statistics))
        using (StreamWriter writer = File.CreateText(Path.Combine(folder, "members.rpsl")))
        {
            Console.WriteLine($"{Write(reader, writer)} blocks with name servers");
        }

        File.WriteAllText(Path.Combine(folder, "plan.yaml"), Plan(Path.GetFullPath(statistics)));
        return 0;
    }

    public static string Plan(string statistics) =>
        $"""
        defaults:
          soa: {"{"} primary: ns.registry.example, mailbox: hostmaster.registry.example {"}"}
          nameservers: [ns.registry.example, ns2.registry.example]
          cuts: lacnic
          overlaps: longest
        sources:
          - name: statistics
            format: statistics
            file: {statistics}
          - name: members
            format: rpsl
            file: members.rpsl
            holders: [statistics]
            holder-attribute: org
        zones:
          - prefix: [{string.Join(", ", LacnicBlocks.Select(block => $"{block}.0.0.0/8"))}]

        """;

    /// <summary>One inetnum or inet6num for each allocated or assigned block; returns how many.</summary>
    public static int Write(TextReader statistics, TextWriter rpsl)
    {
        int blocks = 0;
        while (statistics.ReadLine() is { } line)
        {
            string[] fields = line.Split('|');
            if (fields.Length < 8 || fields[6] is not ("allocated" or "assigned") || fields[2] is not ("ipv4" or "ipv6"))
            {
                continue;
            }

            string holder = fields[7];
            rpsl.Write(fields[2] is "ipv4"
                ? $"inetnum: {fields[3]} - {LastOf(fields[3], fields[4])}\n"
                : $"inet6num: {fields[3]}/{fields[4]}\n");
            rpsl.Write($"org: {holder}\nnserver: ns1.{Label(holder)}.example\nnserver: {SecondOf(holder)}\nsource: GENERATED\n\n");
            blocks++;
        }

        return blocks;
    }

    /// <summary>Half of the holders run both servers; the others have their second one at one of some providers.</summary>
    private static string SecondOf(string holder)
    {
        uint hash = 2_166_136_261;
        foreach (char letter in holder)
        {
            hash = (hash ^ letter) * 16_777_619;
        }

        return hash % 2 == 0
            ? $"ns2.{Label(holder)}.example"
            : string.Create(CultureInfo.InvariantCulture, $"secondary{hash / 2 % Providers}.provider.example");
    }

    private static string Label(string holder) => "holder-" + holder.ToLowerInvariant();

    private static string LastOf(string first, string count)
    {
        uint address = 0;
        foreach (string octet in first.Split('.'))
        {
            address = (address << 8) | uint.Parse(octet, CultureInfo.InvariantCulture);
        }

        uint last = address + uint.Parse(count, CultureInfo.InvariantCulture) - 1;
        return string.Create(CultureInfo.InvariantCulture, $"{last >> 24}.{(last >> 16) & 255}.{(last >> 8) & 255}.{last & 255}");
    }
}
