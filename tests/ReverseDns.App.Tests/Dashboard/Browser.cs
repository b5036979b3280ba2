using Microsoft.Playwright;

namespace ReverseDns.App.Tests.Dashboard;

/// <summary>Debian's Chromium without a window, with one page, and all that the page has asked for.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Browser(IPlaywright playwright, IBrowser browser, IPage page)
    {
        (_playwright, _browser, Page) = (playwright, browser, page);
        page.Request += (_, request) => Asked.Add(request.Url);
        page.PageError += (_, error) => Errors.Add(error);
        page.Console += (_, message) => Errors.AddRange(message.Type.Equals("error", StringComparison.Ordinal) ? [message.Text] : []);
    }

    public IPage Page { get; }

    public List<string> Asked { get; } = [];

    /// <summary>What went wrong in the page.</summary>
    public List<string> Errors { get; } = [];

    public static async Task<Browser> OpenAsync(int width, int height, ColorScheme scheme)
    {
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumFactAttribute.Program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        return new Browser(playwright, browser, page);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
