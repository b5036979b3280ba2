using System.Text;

namespace ReverseDns.Registry.Tests;

/// <summary>A small registry in a folder of its own: one RPSL source, zones as the test wants them.</summary>
internal sealed class TestRegistry : IDisposable
{
    public const string TwoServers = "nserver: ns1.example.net\nnserver: ns2.example.net\n";

    private readonly TemporaryFolder _folder = new();

    public TestRegistry(string zones, string rest = "", string source = "")
    {
        _folder.Write("plan.yaml",
            $"""
            defaults:
              soa: {"{"} primary: ns.example.net, mailbox: hostmaster.example.net {"}"}
              nameservers: [ns.example.net, ns2.example.net]
            {rest}
            sources:
            {(source.Length == 0 ? "  - { name: members, format: rpsl, file: members.rpsl }" : source)}
            zones:
            {zones}
            """);
    }

    public string Output => _folder.Output;

    public string this[string name] => _folder[name];

    public void Write(string name, string content) => _folder.Write(name, content);

    public void Write(string name, string content, Encoding encoding) =>
        File.WriteAllText(_folder[name], content, encoding);

    /// <summary>Builds from these objects; blank lines between them.</summary>
    public BuildReport Build(string? objects = null, GuardOverride? accept = null, FixedTime? time = null)
    {
        if (objects is not null)
        {
            Write("members.rpsl", objects);
        }

        return RegistryBuild.Run(Plan(), Output, time ?? FixedTime.NewYear, progress: null, accept);
    }

    public ZonePlan Plan()
    {
        var diagnostics = new List<PlanDiagnostic>();
        var plan = ZonePlan.Read(_folder["plan.yaml"], diagnostics);
        Assert.Empty(diagnostics);
        return plan!;
    }

    /// <summary>The records of a zone file that is published, without its SOA, apex NS and comments.</summary>
    public string[] Records(string zone) =>
        [.. File.ReadLines(Path.Combine(Output, zone + ".zone"))
            .Where(line => line[0] != ';' && !line.StartsWith(zone + ". ", StringComparison.Ordinal))
            .Select(line => line.Replace(" 86400 IN ", " ", StringComparison.Ordinal)
                .Replace(" 3600 IN ", " ", StringComparison.Ordinal))];

    /// <summary>The names that are delegated in a zone.</summary>
    public string Cuts(string zone) =>
        string.Join(' ', Records(zone).Where(line => line.Contains(" NS ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]).Distinct(StringComparer.Ordinal));

    public void Dispose() => _folder.Dispose();
}
