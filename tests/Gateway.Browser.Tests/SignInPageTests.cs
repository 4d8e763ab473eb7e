using Gateway.Web;
using Gateway.Web.Ports;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Browser.Tests;

public sealed class SignInPageTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Token = "a-token-of-sufficient-length-0123456789";

    protected override GatewayWebOptions Options => base.Options with { Token = Token };

    [Fact]
    public async Task A_person_signs_in_looks_and_signs_out()
    {
        await Page.GotoAsync(new Uri(Host.Address, "/?theme=dark").ToString());
        await Expect(Page).ToHaveURLAsync(new Uri(Host.Address, "/login?returnUrl=%2F%3Ftheme%3Ddark").ToString());
        await ScreenshotAsync("sign-in");

        await Page.GetByLabel("Your name").FillAsync("Grace Wowor");
        await Page.GetByLabel("Access token").FillAsync("a guess");
        await Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(At("refused")).ToBeVisibleAsync();

        await Page.GetByLabel("Your name").FillAsync("Grace Wowor");
        await Page.GetByLabel("Access token").FillAsync(Token);
        await Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Uri(Host.Address, "/?theme=dark").ToString());
        await LiveAsync();
        await At("number").First.ClickAsync();
        await Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('[data-test=number]')].some(n => !n.textContent.startsWith('*'))");

        await At("sign-out").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Uri(Host.Address, "/login").ToString());
        await Page.GotoAsync(Host.Address.ToString());
        await Expect(Page).ToHaveURLAsync(new Uri(Host.Address, "/login?returnUrl=%2F").ToString());

        Assert.Equal(
            [AuditAct.SignInRefused, AuditAct.SignedIn, AuditAct.NumberShown, AuditAct.SignedOut],
            Gateway.Trail.Select(e => e.Act));
        Assert.All(Gateway.Trail, e => Assert.Equal("Grace Wowor", e.Who));
        AssertQuiet();
    }
}
