using System.Globalization;
using System.Text;

namespace ReverseDns.Bench.Sets;

/// <summary>
/// One zone with a delegation for every /24 of IPv4, two servers each, and questions for it; written by hand, as strings
/// would take minutes.
/// </summary>
internal static class WholeIpv4
{
    public const string Origin = "in-addr.arpa";

    private const int Blocks = 1 << 24;
    private const int Seed = 20_261_121;
    private const int Questions = 200_000;
    private const int Holders = 50_000;

    public static void Write(string folder)
    {
        using (var zone = new StreamWriter(Path.Combine(folder, Origin + ".zone"), append: false, new UTF8Encoding(false), 1 << 20))
        {
            zone.Write("$ORIGIN in-addr.arpa.\n$TTL 3600\n@ SOA ns1.example.net. hostmaster.example.net. 1 7200 900 1209600 900\n");
            zone.Write("@ NS ns1.example.net.\n@ NS ns2.example.org.\n");
            Span<char> line = stackalloc char[128];
            var random = new Random(Seed);
            for (int i = 0; i < Blocks; i++)
            {
                int holder = random.Next(Holders);
                line.TryWrite(
                    CultureInfo.InvariantCulture,
                    $"{i & 255}.{(i >> 8) & 255}.{i >> 16} NS ns1.h{holder}.example.\n NS ns2.h{holder}.example.\n",
                    out int length);
                zone.Write(line[..length]);
            }
        }

        using var questions = new StreamWriter(Path.Combine(folder, "whole.txt"), append: false, new UTF8Encoding(false), 1 << 20);
        var asked = new Random(Seed + 1);
        for (int i = 0; i < Questions; i++)
        {
            int block = asked.Next(Blocks);
            questions.Write(BenchZones.Invariant($"{asked.Next(256)}.{block & 255}.{(block >> 8) & 255}.{block >> 16}.in-addr.arpa PTR\n"));
        }
    }
}
