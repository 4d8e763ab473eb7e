using System.Collections.Concurrent;
using Gateway.Web;
using Gateway.Web.TestHost;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Gateway.Browser.Tests.Chromium))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]

namespace Gateway.Browser.Tests;

/// <summary>A page of the real host in Chromium. Errors on its console and requests that leave the host are collected.</summary>
public abstract class BrowserTest(Chromium chromium) : IAsyncLifetime
{
    private const float Patience = 30_000;

    private IBrowserContext? context;

    protected FakeGateway Gateway { get; } = new(TimeProvider.System);

    protected WebTestHost Host { get; private set; } = null!;

    protected IPage Page { get; private set; } = null!;

    /// <summary>Errors and warnings of the page's console, and uncaught exceptions.</summary>
    protected ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>Requests to anything but the host.</summary>
    protected ConcurrentQueue<string> Strays { get; } = new();

    protected virtual GatewayWebOptions Options => new() { Title = "112 Kota Manado", TimeZone = TimeZoneInfo.Utc };

    public async ValueTask InitializeAsync()
    {
        var browser = chromium.Browser;
        Host = await WebTestHost.StartAsync(Gateway, Options);
        context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1920, Height = 1080 } });
        context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        Page = await context.NewPageAsync();
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Enqueue(message.Text);
            }
        };
        Page.PageError += (_, error) => Complaints.Enqueue(error);
        context.Request += (_, request) =>
        {
            var url = new Uri(request.Url);
            if (url.Scheme is not "data" and not "blob" && url.Authority != Host.Address.Authority)
            {
                Strays.Enqueue(request.Url);
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (context is not null)
        {
            await context.DisposeAsync();
        }

        if (Host is not null)
        {
            await Host.DisposeAsync();
        }
    }

    /// <summary>Opens a page and waits until it is live: a circuit that shows what it is told.</summary>
    protected async Task OpenAsync(string path = "/")
    {
        await Page.GotoAsync(new Uri(Host.Address, path).ToString());
        await LiveAsync();
    }

    /// <summary>Waits until the clock has moved twice, which only pushes of the circuit do.</summary>
    protected Task LiveAsync() => Page.WaitForFunctionAsync(
        """
        () => {
          const clock = document.querySelector('[data-test=clock]')?.textContent;
          window.seenClocks = window.seenClocks ?? new Set();
          if (clock) window.seenClocks.add(clock);
          return window.seenClocks.size > 2;
        }
        """);

    protected ILocator At(string test) => Page.Locator($"[data-test={test}]");

    /// <summary>A picture of the page in the folder named by GATEWAY_SCREENSHOTS, if any: for people, not for the verdict.</summary>
    protected async Task ScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
        }
    }

    protected void AssertQuiet()
    {
        Assert.Empty(Complaints);
        Assert.Empty(Strays);
    }
}
