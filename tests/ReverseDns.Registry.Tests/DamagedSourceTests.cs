namespace ReverseDns.Registry.Tests;

public sealed class DamagedSourceTests
{
    private const string Lacnic = "delegated/delegated-lacnic-extended-20240208";
    private const string Iana = "delegated/delegated-iana-20190911";
    private const string Arin = "delegated/delegated-arin-20130813";
    private const string Inetnum = "rpsl/dn42-inetnum.rpsl";

    [Theory]
    [InlineData("statistics")]
    [InlineData("rpsl")]
    public void A_directory_an_empty_file_and_a_missing_one_are_errors_and_nothing_is_published(string format)
    {
        using TestRegistry registry = Registry(format, "source");
        AssertFails(registry, "cannot be read");
        registry.Write("source", "");
        AssertFails(registry, "the file is empty");
        File.Delete(registry["source"]);
        Directory.CreateDirectory(registry["source"]);
        AssertFails(registry, "is a directory");
    }

    [Theory]
    [InlineData("statistics")]
    [InlineData("rpsl")]
    public void A_file_of_another_kind_is_an_error(string format)
    {
        using TestRegistry registry = Registry(format, "source");
        registry.Write("source", "<html>\n<body>404 not found</body>\n</html>\n");
        AssertFails(registry, format is "rpsl" ? "not an RPSL file" : "not a statistics file");
    }

    [RegistryDataFact(Iana)]
    public void The_file_that_was_overwritten_by_a_shorter_one_is_an_error_at_its_line()
    {
        using TestRegistry registry = Registry("statistics", Path.Combine(RepositoryRoot.RegistryData, Iana));
        BuildReport report = AssertFails(registry, "a record has 7 fields or more, this line has 4");

        Assert.Equal(1007, report.Lines.First(line => line.Kind == ReportKind.Error).Line);
    }

    [RegistryDataFact(Lacnic)]
    public void A_truncated_file_publishes_nothing_wherever_it_is_cut()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(RepositoryRoot.RegistryData, Lacnic));
        foreach (int length in new[] { 20, 1_000, whole.Length / 2, whole.Length * 9 / 10, whole.Length - 60_000 })
        {
            using TestRegistry registry = Registry("statistics", "source");
            File.WriteAllBytes(registry["source"], whole[..length]);
            AssertNothingPublished(registry, registry.Build());

            // The same, cut at the end of a line, where each line by itself is right.
            int lineEnd = whole.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            File.WriteAllBytes(registry["source"], whole[..lineEnd]);
            AssertNothingPublished(registry, registry.Build());
        }
    }

    [RegistryDataFact(Inetnum)]
    public void A_truncated_file_of_objects_publishes_nothing()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(RepositoryRoot.RegistryData, Inetnum));
        foreach (int length in new[] { 100, whole.Length / 3, whole.Length / 2 })
        {
            using TestRegistry registry = Registry("rpsl", "source");
            File.WriteAllBytes(registry["source"], whole[..length]);
            AssertNothingPublished(registry, registry.Build());
        }
    }

    [RegistryDataFact(Arin)]
    public void Statistics_of_every_registry_are_read_to_the_last_record()
    {
        (string File, int Records)[] files =
        [
            (Arin, 72_419), ("delegated/delegated-afrinic-extended-20240105", 15_814), (Lacnic, 88_899),
            ("delegated/nro-samples/apnic", 300), ("delegated/nro-samples/ripencc", 300),
            ("delegated/nro-samples/arin", 300), ("delegated/nro-samples/lacnic", 300),
            ("delegated/nro-samples/afrinic", 300), ("delegated/nro-samples/iana", 20),
        ];
        foreach ((string file, int records) in files)
        {
            using TestRegistry registry = Registry("statistics", Path.Combine(RepositoryRoot.RegistryData, file));
            BuildReport report = registry.Build();

            Assert.Empty(report.Lines.Where(line => line.Kind == ReportKind.Error).Select(line => line.ToString()));
            SourceSummary source = Assert.Single(report.Sources);
            Assert.Equal((records, 0), (source.Entries, source.Malformed));
            Assert.Equal(source.Entries, source.Used + source.Idle);
        }
    }

    [Fact]
    public void One_broken_zone_written_by_hand_keeps_all_zones_back()
    {
        using var registry = new TestRegistry(
            "  - prefix: 10.0.0.0/8\n  - { name: example.net, file: example.net.zone }\n");
        registry.Write("members.rpsl", $"inetnum: 10.1.0.0 - 10.1.255.255\n{TestRegistry.TwoServers}");
        registry.Write("example.net.zone", "@ 1h IN SOA ns hostmaster 1 1h 1h 1w 1h\n@ 1h IN NS ns\nns 1h IN A 192.0.2.300\n");

        BuildReport report = registry.Build();

        AssertNothingPublished(registry, report);
        Assert.Contains(report.Lines, line => line is { Kind: ReportKind.Error, File: "example.net.zone", Line: 3 });
    }

    private static TestRegistry Registry(string format, string file) =>
        new("  - prefix: 10.0.0.0/8", source: $"  - {{ name: source, format: {format}, file: '{file}' }}");

    private static BuildReport AssertFails(TestRegistry registry, string reason)
    {
        BuildReport report = registry.Build();
        Assert.Equal(BuildOutcome.Failed, report.Outcome);
        Assert.Contains(report.Lines, line => line.Kind == ReportKind.Error
            && line.Reason.Contains(reason, StringComparison.Ordinal));
        AssertNothingPublished(registry, report);
        return report;
    }

    private static void AssertNothingPublished(TestRegistry registry, BuildReport report)
    {
        Assert.False(report.IsGood);
        Assert.Equal([".build-lock"], Directory.GetFiles(registry.Output).Select(path => Path.GetFileName(path)));
    }
}
