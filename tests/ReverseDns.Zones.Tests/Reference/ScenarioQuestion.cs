using System.Globalization;
using System.Text;
using ReverseDns.Protocol;

namespace ReverseDns.Zones.Tests.Reference;

/// <summary>One question of a scenario with the response that it must have.</summary>
/// <param name="Unlike">Peers that are known to answer otherwise.</param>
/// <param name="Line">Where it stands in the file.</param>
/// <param name="Expected">Header line, then each section's records; signatures as "owner RRSIG covered".</param>
public sealed record ScenarioQuestion(
    Question Question, IReadOnlyList<string> Unlike, int Line, IReadOnlyList<string> Expected)
{
    private const int DefaultSize = 1232;
    private static readonly string[] Sections = ["answer", "authority", "additional"];

    public static ScenarioQuestion Read(IReadOnlyList<string> words, IReadOnlyList<string> body, int line)
    {
        List<string> options = [.. words.Skip(3)];
        int size = options.Where(option => option.StartsWith("+bufsize=", StringComparison.Ordinal))
            .Select(option => int.Parse(option["+bufsize=".Length..], CultureInfo.InvariantCulture))
            .FirstOrDefault(DefaultSize);
        if (!RecordTypes.TryParse(Encoding.ASCII.GetBytes(words[2]), out RecordType type))
        {
            throw new FormatException($"line {line}: {words[2]} is no type");
        }

        bool edns = !options.Contains("+noedns");
        var question = new Question(
            DomainName.Parse(words[1]), type, edns, options.Contains("+dnssec"), edns ? size : 512);
        List<string> unlike = [.. options.SkipWhile(option => option is not "unlike").Skip(1)];
        return new ScenarioQuestion(question, unlike, line, [.. ReadExpected(body)]);
    }

    /// <summary>What of the response matters here: additional records only where the scenario names some.</summary>
    public IReadOnlyList<string> Relevant(IReadOnlyList<string> response)
    {
        bool wantsAdditional = Expected.Any(IsAdditional);
        return [.. response.Where(line => wantsAdditional || !IsAdditional(line))];
    }

    public static IReadOnlyList<string> Describe(ReferenceResponse response) =>
    [
        Header(response.ResponseCode, response.IsAuthoritative, isTruncated: false),
        .. SectionLines("additional", Records(response.RequiredGlue)),
        .. SectionLines("answer", Records(response.Answer)),
        .. SectionLines("authority", Records(response.Authority)),
    ];

    public static IReadOnlyList<string> Describe(DecodedResponse response) =>
    [
        Header(response.ResponseCode, response.IsAuthoritative, response.IsTruncated),
        .. SectionLines("additional", response.Additional),
        .. SectionLines("answer", response.Answer),
        .. SectionLines("authority", response.Authority),
    ];

    private static bool IsAdditional(string line) => line.StartsWith("additional", StringComparison.Ordinal);

    private static IEnumerable<string> ReadExpected(IReadOnlyList<string> body)
    {
        string section = "";
        var lines = new List<string>();
        foreach (string line in body.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != ';'))
        {
            if (Sections.Contains(line))
            {
                section = line;
            }
            else if (section.Length == 0)
            {
                yield return line;
            }
            else
            {
                lines.Add($"{section}: {ReadRecord(line)}");
            }
        }

        foreach (string line in lines.Order(StringComparer.Ordinal))
        {
            yield return line;
        }
    }

    private static string ReadRecord(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, "RRSIG", _]
            ? line
            : RecordText.Line(MasterText.Read(line, DomainName.Root)[0]).ToLowerInvariant();
    }

    private static string Header(ResponseCode code, bool isAuthoritative, bool isTruncated) =>
        code.ToString().ToUpperInvariant() + (isAuthoritative ? " aa" : "") + (isTruncated ? " tc" : "");

    private static IEnumerable<ResourceRecord> Records(IEnumerable<RRset> section) => section.SelectMany(rrset =>
        rrset.Rdata.Select(rdata => new ResourceRecord(rrset.Owner, rrset.Type, RecordClass.IN, rrset.Ttl, rdata)));

    private static IEnumerable<string> SectionLines(string section, IEnumerable<ResourceRecord> records) =>
        records.Select(record => $"{section}: {Describe(record)}").Distinct().Order(StringComparer.Ordinal);

    private static string Describe(ResourceRecord record) => record.Type == RecordType.RRSIG
        ? $"{record.Owner.ToLower()} RRSIG {RecordTypes.ToPresentation(RRset.Covered(record.Type, record.Rdata.Span))}"
        : RecordText.Line(record).ToLowerInvariant();
}
