using System.Globalization;
using Microsoft.Playwright;
using ReverseDns.Protocol;
using static Microsoft.Playwright.Assertions;

namespace ReverseDns.App.Tests.Dashboard;

/// <summary>
/// The dashboard of a running server in a real browser. With RDNS_SCREENSHOTS set to a folder the pictures are kept there.
/// </summary>
public sealed class DashboardTests : IDisposable
{
    private const string ColoredPixels = """
        canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            const [least, most] = [Math.min(data[i], data[i + 1], data[i + 2]), Math.max(data[i], data[i + 1], data[i + 2])];
            if (data[i + 3] > 200 && most - least > 60) count++;
          }
          return count;
        }
        """;

    private readonly ServerFolder _folder = new();
    private readonly int _port = FreePort.Next();

    public void Dispose() => _folder.Dispose();

    private string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/");

    [ChromiumFact]
    public async Task Real_traffic_is_drawn_and_ranges_are_changed_by_the_keyboard_and_an_end_is_seen()
    {
        WriteZones(3);
        using RunningServer server = await ServeAsync();
        await AskAsync(server);
        await using Browser browser = await Browser.OpenAsync(1_400, 1_300, ColorScheme.Light);
        IPage page = browser.Page;
        await page.GotoAsync(Address);
        await Expect(page.Locator("#verdict-word")).ToHaveTextAsync("healthy");
        foreach (string graph in (string[])["queries", "rcodes", "types", "latency", "octets"])
        {
            await page.WaitForFunctionAsync("id => /[1-9]/.test(document.querySelector(`#${id} .now`).textContent)", graph);
            await IsDrawnAsync(page, graph);
        }

        await Expect(page.Locator("#sources .now")).ToContainTextAsync("IPv4 addresses 1");
        await IsDrawnAsync(page, "sources");
        await IsDrawnAsync(page, "sizes");
        await Expect(page.Locator("#sizes .u-legend")).ToContainTextAsync("UDP answers");
        await Expect(page.Locator("#top-clients")).ToContainTextAsync("127.0.0.0/24300100.0 %");
        await Expect(page.Locator("#top-zones tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#top-types")).ToContainTextAsync("PTR");
        await page.Locator("#over").SelectOptionAsync("5m");
        await Expect(page.Locator("#top-facts")).ToContainTextAsync("about 300 queries, one in 1 drawn");
        await Expect(page.Locator("#rcodes .u-legend")).ToContainTextAsync("NXDOMAIN");
        await Expect(page.Locator("#types .u-legend")).ToContainTextAsync("PTR");
        await page.Locator("#queries .plot").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#queries .said")).ToContainTextAsync("UDP IPv4");
        await KeepAsync(page, "dashboard-light.png");

        await page.Locator("input[type=radio]:checked").FocusAsync();
        Task<IResponse> wider = page.WaitForResponseAsync(response => response.Url.Contains("history?range=21600", StringComparison.Ordinal));
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal(200, (await wider).Status);
        await page.GotoAsync(Address + "#range=604800");
        await page.ReloadAsync();
        await Expect(page.Locator("input[type=radio]:checked")).ToHaveValueAsync("604800");

        Assert.Empty(browser.Errors);
        Assert.All(browser.Asked, url => Assert.StartsWith(Address, url, StringComparison.Ordinal));
        await server.TerminateAsync();
        await page.Locator("input[type=radio]").First.CheckAsync(new LocatorCheckOptions { Force = true });
        await Expect(page.Locator("#trouble")).ToContainTextAsync("has not answered since");
        await Expect(page.Locator("#verdict-word")).ToHaveTextAsync("does not answer");
    }

    [ChromiumFact]
    public async Task Ten_thousand_zones_are_in_the_table_on_a_phone_in_the_dark()
    {
        WriteZones(10_000);
        using RunningServer server = await ServeAsync();
        await AskAsync(server);
        await using Browser browser = await Browser.OpenAsync(390, 844, ColorScheme.Dark);
        IPage page = browser.Page;
        await page.GotoAsync(Address);
        await Expect(page.Locator("#zones-count")).ToContainTextAsync("10,000 of 10,000, 0 not well");
        Assert.InRange(await page.Locator("#zones-rows tr").CountAsync(), 10, 100);
        await page.Locator("#zones-view").FocusAsync();
        await page.Keyboard.PressAsync("End");
        await Expect(page.Locator("#zones-rows")).ToContainTextAsync("99.9.10.in-addr.arpa.");
        await page.Locator("#find").FillAsync("7.15.10.in");
        await Expect(page.Locator("#zones-count")).ToContainTextAsync("25 of 10,000");
        await page.EvaluateAsync("scrollTo(0, 0)");
        await KeepAsync(page, "dashboard-phone-dark.png");

        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        Assert.Equal("rgb(15, 18, 22)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(browser.Errors);
    }

    [ChromiumFact]
    public async Task A_token_is_asked_for_where_there_is_one()
    {
        WriteZones(1);
        _folder.Write("token", "a-token-of-20-octets\n");
        using RunningServer server = await ServeAsync("  token-file: token\n");
        await using Browser browser = await Browser.OpenAsync(800, 800, ColorScheme.Light);
        await browser.Page.GotoAsync(Address);
        await Expect(browser.Page.Locator("#trouble")).ToHaveTextAsync("This instance asks for a token");
        await browser.Page.Locator("#token").FillAsync("a-token-of-20-octets");
        await browser.Page.Keyboard.PressAsync("Enter");

        await Expect(browser.Page.Locator("#verdict-word")).ToHaveTextAsync("healthy");
        await Expect(browser.Page.Locator("#trouble")).ToBeHiddenAsync();
    }

    private static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("RDNS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name), FullPage = true });
        }
    }

    /// <summary>Answers of several kinds, until the server has written them down.</summary>
    private async Task AskAsync(RunningServer server)
    {
        Assert.NotNull(server);
        for (int i = 0; i < 300; i++)
        {
            string name = i % 5 == 0 ? "2.0.0.10.in-addr.arpa." : "1.0.0.10.in-addr.arpa.";
            await Question.AskAsync(_folder.Port, i % 50 == 0 ? "example." : name, i % 7 == 0 ? RecordType.SOA : RecordType.PTR);
        }
    }

    private void WriteZones(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _folder.Write(
                string.Create(CultureInfo.InvariantCulture, $"zones/{i % 256}.{i / 256 % 40}.10.in-addr.arpa.zone"),
                "$TTL 3600\n@ SOA ns.example. h.example. 7 7200 900 1209600 900\n NS ns.example.\n1 PTR host.example.\n");
        }
    }

    /// <summary>Waits until a graph has lines: they come with the next frame after its numbers.</summary>
    private static async Task IsDrawnAsync(IPage page, string graph) =>
        await page.WaitForFunctionAsync($"id => ({ColoredPixels})(document.querySelector(`#${{id}} canvas`)) > 20", graph);

    private Task<RunningServer> ServeAsync(string more = "") =>
        _folder.ServeAsync(string.Create(CultureInfo.InvariantCulture, $"top-lists:\n  one-in: 1\nhttp:\n  listen: [127.0.0.1]\n  port: {_port}\n{more}"));
}
