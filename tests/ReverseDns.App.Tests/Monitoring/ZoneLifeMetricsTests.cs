namespace ReverseDns.App.Tests.Monitoring;

/// <summary>What is shown of how zones come, live and go on.</summary>
public class ZoneLifeMetricsTests(MonitoredInstance instance) : IClassFixture<MonitoredInstance>
{
    [Fact]
    public async Task How_long_a_change_was_known_of_before_it_was_answered_is_shown_by_zone_and_of_all()
    {
        foreach (string zone in (string[])[MonitoredInstance.Secondary, MonitoredInstance.Signed, MonitoredInstance.Plain])
        {
            Assert.InRange(await ValueAsync("rdns_zone_publication_latency_seconds", zone), 0.000_1, 25);
        }

        // The secondary's first version and its change, and a change of each of the others.
        Assert.Equal(4, await instance.ReadAsync("rdns_publication_latency_seconds_count"));
        Assert.Equal(4, await instance.ReadAsync("rdns_publication_latency_seconds_bucket{le=\"14400.0\"}"));
        Assert.True(await instance.ReadAsync("rdns_publication_latency_seconds_sum") > 0);
    }

    [Fact]
    public async Task The_end_of_the_first_signature_is_shown_of_zones_that_come_signed_and_of_those_signed_here()
    {
        double now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

        Assert.InRange(await ValueAsync("rdns_zone_signatures_end_timestamp_seconds", MonitoredInstance.Secondary), now + 86_400, now + (30 * 86_400));
        Assert.InRange(await ValueAsync("rdns_zone_signatures_end_timestamp_seconds", MonitoredInstance.Signed), now + 86_400, now + (30 * 86_400));
        Assert.Null(await instance.ReadAsync($"rdns_zone_signatures_end_timestamp_seconds{{zone=\"{MonitoredInstance.Plain}\"}}"));
    }

    [Fact]
    public async Task What_is_on_the_disk_has_a_size()
    {
        double journal = await ValueAsync("rdns_zone_journal_size_bytes", MonitoredInstance.Secondary);

        Assert.True(journal > 100);
        Assert.True(await instance.ReadAsync("rdns_stored_size_bytes{kind=\"journals\"}") >= journal);
        Assert.True(await instance.ReadAsync("rdns_stored_size_bytes{kind=\"images\"}") > 1_000);
        Assert.True(await instance.ReadAsync("rdns_state_folder_available_bytes") <= await instance.ReadAsync("rdns_state_folder_filesystem_size_bytes"));
    }

    [Fact]
    public async Task Transfers_are_counted_by_zone_and_add_up()
    {
        Assert.Equal(1, await TransfersAsync("zone_", MonitoredInstance.Secondary, "in", "axfr"));
        Assert.Equal(1, await TransfersAsync("zone_", MonitoredInstance.Secondary, "in", "ixfr"));
        Assert.Equal(1, await TransfersAsync("zone_", MonitoredInstance.Plain, "out", "axfr"));
        Assert.Equal(0, await TransfersAsync("zone_", "other", "out", "axfr"));
        double octets = await instance.ReadAsync("rdns_transfer_bytes_total{direction=\"in\"}") ?? 0;
        Assert.True(octets > 500);
        Assert.Equal(octets, await instance.ReadAsync($"rdns_zone_transfer_bytes_total{{zone=\"{MonitoredInstance.Secondary}\",direction=\"in\"}}"));
        Assert.Equal(
            await instance.ReadAsync("rdns_transfer_seconds_total{direction=\"in\"}"),
            await instance.ReadAsync($"rdns_zone_transfer_seconds_total{{zone=\"{MonitoredInstance.Secondary}\",direction=\"in\"}}"));
        Assert.Equal(0, await instance.ReadAsync(
            $"rdns_zone_transfer_failures_total{{zone=\"{MonitoredInstance.Secondary}\",direction=\"in\",cause=\"network\"}}"));
    }

    [PrometheusFact]
    public async Task Promtool_has_nothing_to_say_about_all_that_an_instance_can_expose() =>
        Assert.Equal("", await PrometheusServer.CheckAsync(await instance.ReadAsync()));

    private async Task<double> ValueAsync(string metric, string zone) =>
        await instance.ReadAsync($"{metric}{{zone=\"{zone}\"}}") ?? throw new InvalidOperationException($"{metric} is missing for {zone}");

    private Task<double?> TransfersAsync(string scope, string zone, string direction, string kind) =>
        instance.ReadAsync($"rdns_{scope}transfers_total{{zone=\"{zone}\",direction=\"{direction}\",kind=\"{kind}\"}}");
}
