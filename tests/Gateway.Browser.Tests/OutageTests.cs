using Gateway.Web.TestHost;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Browser.Tests;

public sealed class OutageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_page_says_that_it_is_cut_off_and_comes_back_by_itself()
    {
        await OpenAsync();
        var port = Host.Address.Port;
        await Host.DisposeAsync();
        await Expect(Page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
        await Expect(Page.Locator("#components-reconnect-modal")).ToHaveCSSAsync("background-color", "rgb(179, 38, 30)");
        await Expect(Page.Locator(".wall")).ToHaveCSSAsync("opacity", "0.5");
        await ScreenshotAsync("outage");

        Gateway.Change(v => v with { Queues = [v.Queues[0] with { Waiting = 17 }, .. v.Queues.Skip(1)] });
        await using var again = await WebTestHost.StartAsync(Gateway, Options, port);

        await Expect(At("waiting")).ToHaveTextAsync("18");
        await Expect(Page.Locator("#components-reconnect-modal")).ToBeHiddenAsync();
        Gateway.Change(v => v with { Queues = [v.Queues[0] with { Waiting = 0 }, .. v.Queues.Skip(1)] });
        await Expect(At("waiting")).ToHaveTextAsync("1");
        Assert.Empty(Strays);
    }
}
