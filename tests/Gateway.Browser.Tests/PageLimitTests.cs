using Gateway.Web;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Browser.Tests;

public sealed class PageLimitTests(Chromium chromium) : BrowserTest(chromium)
{
    protected override GatewayWebOptions Options => base.Options with { MaxPages = 1 };

    [Fact]
    public async Task A_page_beyond_the_limit_is_told_so_and_the_first_goes_on()
    {
        await OpenAsync();
        var second = await Page.Context.NewPageAsync();
        await second.GotoAsync(Host.Address.ToString());
        await Expect(second.GetByText("As many live pages are open as allowed")).ToBeVisibleAsync();
        Gateway.Change(v => v with { Queues = [v.Queues[0] with { Waiting = 9 }, .. v.Queues.Skip(1)] });
        await Expect(At("waiting")).ToHaveTextAsync("10");
        AssertQuiet();
    }
}
