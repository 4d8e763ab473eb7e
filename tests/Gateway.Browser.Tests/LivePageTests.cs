using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Web.Ports;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Gateway.Browser.Tests;

public sealed class LivePageTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task It_shows_the_picture_and_the_last_calls()
    {
        await OpenAsync();

        await Expect(At("waiting")).ToHaveTextAsync("5");
        await Expect(At("talking")).ToHaveTextAsync("3");
        await Expect(At("ready")).ToHaveTextAsync("3/10");
        await Expect(At("trunks-up")).ToHaveTextAsync("2/4");
        await Expect(At("queue")).ToHaveCountAsync(4);
        await Expect(At("call")).ToHaveCountAsync(9);
        await Expect(At("record")).ToHaveCountAsync(15);
        await Expect(At("alarm")).ToHaveCountAsync(3);
        await Expect(Page.Locator("[data-test=agent][data-state=InCall]")).ToHaveCountAsync(3);
        await Expect(Page.Locator("[data-test=trunk][data-id=xl-smart]")).ToContainTextAsync("DOWN");
        await ScreenshotAsync("wall");
        AssertQuiet();
    }

    [Fact]
    public async Task Numbers_change_without_a_reload_and_without_a_poll()
    {
        await OpenAsync();
        await Page.EvaluateAsync("() => { window.notReloaded = true; }");
        var requests = 0;
        Page.Request += (_, _) => Interlocked.Increment(ref requests);

        Gateway.Change(v => v with
        {
            Queues = [v.Queues[0] with { Waiting = 41 }, .. v.Queues.Skip(1)],
            Calls = [.. v.Calls.Where(c => c.Phase == CallPhase.Talking)],
            Agents = [.. v.Agents.Select(a => a.Id.Value == "2007" ? a with { State = AgentState.InCall } : a)],
            Trunks = [.. v.Trunks.Select(t => t with { State = TrunkState.Up })],
        });

        await Expect(At("waiting")).ToHaveTextAsync("42");
        await Expect(At("call")).ToHaveCountAsync(3);
        await Expect(At("trunks-up")).ToHaveTextAsync("4/4");
        await Expect(Page.Locator("[data-test=agent][data-id='2007']")).ToHaveAttributeAsync("data-state", "InCall");
        await Expect(Page).ToHaveTitleAsync("(42) 112 Kota Manado");
        Assert.True(await Page.EvaluateAsync<bool>("() => window.notReloaded"));
        Assert.Equal(0, requests);
        AssertQuiet();
    }

    [Fact]
    public async Task The_longest_wait_ticks_while_nothing_changes()
    {
        await OpenAsync();
        var before = await At("longest-wait").TextContentAsync();
        await Expect(At("longest-wait")).Not.ToHaveTextAsync(before!);
        var between = await At("longest-wait").TextContentAsync();
        await Expect(At("longest-wait")).Not.ToHaveTextAsync(between!);
        AssertQuiet();
    }

    [Fact]
    public async Task A_call_that_ended_appears_among_the_last_calls()
    {
        await OpenAsync();
        var ended = Gateway.Records[0] with { Id = new CallId("call99990001"), InvitedAt = TimeProvider.System.GetUtcNow() };
        Gateway.Records = [ended, .. Gateway.Records];
        await Expect(At("record").First).ToHaveAttributeAsync("data-id", "call99990001");
        AssertQuiet();
    }

    [Fact]
    public async Task An_incident_and_what_was_heard_of_its_callers_are_shown_and_acknowledged()
    {
        await OpenAsync();
        await Expect(At("incident")).ToHaveCountAsync(0);
        Gateway.Change(v => v with
        {
            Incidents = [new IncidentView("call00000004", "71.71", "510-10/LTE/1F4A/0A3B201", null, null, v.At, v.At, 12, 14, 7)],
            Calls =
            [
                .. v.Calls.Select(c => c.Id.Value switch
                {
                    "call00000004" => c with { VoiceHeard = true, NumberInIncident = 12 },
                    "call00000005" => c with { Keys = "55" },
                    "call00000006" => c with { AudioSince = v.At.AddSeconds(-90) },
                    _ => c,
                }),
            ],
        });
        await Expect(At("incident")).ToContainTextAsync("510-10/LTE/1F4A/0A3B201");
        await Expect(Page.Locator("[data-id=call00000004] [data-test=heard]")).ToHaveTextAsync("voice · no. 12 from there");
        await Expect(Page.Locator("[data-id=call00000005] [data-test=heard]")).ToHaveTextAsync("pressed 55");
        await Expect(Page.Locator("[data-id=call00000006] [data-test=heard]")).ToContainTextAsync("silent 1:");
        await At("acknowledge").ClickAsync();
        await Expect(At("acknowledged")).ToContainTextAsync("7 waiting callers");
        Assert.Contains(Gateway.Trail, e => e.Act == AuditAct.IncidentAcknowledged && e.Detail == "call00000004");
        await ScreenshotAsync("incident");
        AssertQuiet();
    }

    [Fact]
    public async Task Lost_callers_are_taken_tried_and_settled_in_the_page()
    {
        Gateway.Callbacks =
        [
            Gateway.Callbacks[0] with { Caller = "+6281234567890" },
            Gateway.Callbacks[1] with { Caller = null, Obstacle = CallbackObstacle.NoSim, DeviceId = "urn:gsma:imei:35347210-434354-0", Cell = "510-10/LTE/1F4A/0A3B201" },
        ];
        await OpenAsync();
        await Expect(At("callback")).ToHaveCountAsync(2);
        await Expect(At("obstacle")).ToHaveTextAsync("tidak dapat dihubungi: tanpa SIM");
        await Expect(At("callback").Nth(1)).ToContainTextAsync("510-10/LTE/1F4A/0A3B201");
        var first = At("callback").First;
        await first.Locator("[data-test=take]").ClickAsync();
        await Expect(first.Locator("[data-test=taken]")).ToHaveTextAsync("local");
        await first.Locator("[data-test=no-answer]").ClickAsync();
        await Expect(first.Locator("[data-test=tries]")).ToHaveTextAsync("1, last: no answer");
        await first.Locator("[data-test=take]").ClickAsync();
        await first.Locator("[data-test=reached]").ClickAsync();
        await Expect(At("callback")).ToHaveCountAsync(1);
        Assert.Equal(4, Gateway.Trail.Count(e => e.Act is AuditAct.CallbackClaimed or AuditAct.CallbackAttempted));
        await ScreenshotAsync("callbacks");
        AssertQuiet();
    }

    [Fact]
    public async Task A_call_is_labelled_in_the_page_and_the_act_is_audited()
    {
        await OpenAsync();
        await At("label").First.SelectOptionAsync("GHOST");
        await Expect(At("label").First).ToHaveValueAsync("GHOST");
        await Expect(At("label").First).ToHaveClassAsync("label warn");
        Assert.Equal("GHOST", Gateway.Records[0].Label?.Word);
        Assert.Contains(Gateway.Trail, e => e.Act == AuditAct.LabelSet && e.Detail == "GHOST");
        AssertQuiet();
    }

    [Fact]
    public async Task A_recording_plays_and_can_be_wound()
    {
        await OpenAsync();
        await At("play").First.ClickAsync();
        var player = At("player");
        await Expect(player).ToBeVisibleAsync();
        await Page.WaitForFunctionAsync(
            "() => { const a = document.querySelector('audio'); return a.readyState >= 2 && a.currentTime > 0.2; }");
        Assert.Equal(3, await player.EvaluateAsync<double>("a => a.duration"), 2);
        await player.EvaluateAsync("a => { a.pause(); a.currentTime = 2; }");
        await Page.WaitForFunctionAsync(
            "() => { const a = document.querySelector('audio'); return !a.seeking && Math.abs(a.currentTime - 2) < 0.05; }");
        Assert.Contains(Gateway.Trail, e => e.Act == AuditAct.RecordingOpened && e.Call!.Value.Value == "call00001001");
        await ScreenshotAsync("player");
        AssertQuiet();
    }

    [Fact]
    public async Task A_number_is_masked_until_it_is_asked_for_and_the_asking_is_audited()
    {
        await OpenAsync();
        var number = Page.Locator("[data-test=record][data-id=call00001001] [data-test=number]");
        var full = Gateway.Records[0].Caller!;
        await Expect(number).ToHaveTextAsync(new string('*', full.Length - 3) + full[^3..]);
        Assert.Empty(Gateway.Trail);
        await number.ClickAsync();
        await Expect(number).ToHaveTextAsync(full);
        Assert.Equal((AuditAct.NumberShown, "call00001001"), Gateway.Trail.Select(e => (e.Act, e.Call?.Value)).Single());

        Gateway.AuditFailure = new IOException("disk full");
        var other = Page.Locator("[data-test=record][data-id=call00001002]");
        await other.Locator("[data-test=number]").ClickAsync();
        await Expect(other).ToContainTextAsync("not shown");
        await Expect(other).Not.ToContainTextAsync(Gateway.Records[1].Caller!);
        AssertQuiet();
    }

    [Fact]
    public async Task Dark_is_a_choice_that_a_bookmark_keeps()
    {
        await OpenAsync();
        await At("theme").ClickAsync();
        await Expect(Page).ToHaveURLAsync(new Uri(Host.Address, "/?theme=dark").ToString());
        await Expect(Page.Locator(".wall")).ToHaveClassAsync("wall dark");
        await Page.ReloadAsync();
        await Expect(Page.Locator(".wall")).ToHaveClassAsync("wall dark");
        await LiveAsync();
        await ScreenshotAsync("dark");
        AssertQuiet();
    }

    [Fact]
    public async Task Trouble_is_said_draining_and_records_that_cannot_be_read()
    {
        await OpenAsync();
        await Expect(At("draining")).ToHaveCountAsync(0);
        Gateway.Change(v => v with { Node = v.Node with { Draining = true } });
        await Expect(At("draining")).ToBeVisibleAsync();
        Gateway.CatalogFailure = new IOException("disk");
        await Expect(At("records-failed")).ToBeVisibleAsync();
        await Expect(At("record")).ToHaveCountAsync(15);
        Gateway.View.Publish(Gateway.View.Current with { At = TimeProvider.System.GetUtcNow().AddMinutes(-2) });
        await Expect(At("stale")).ToContainTextAsync("2:0");
        await ScreenshotAsync("trouble");
        AssertQuiet();
    }

    [Fact]
    public async Task An_empty_gateway_is_a_whole_page()
    {
        Gateway.Records = [];
        Gateway.Callbacks = [];
        Gateway.Change(v => v with { Queues = [], Agents = [], Calls = [], Trunks = [], Alarms = [] });
        await OpenAsync();
        await Expect(At("waiting")).ToHaveTextAsync("0");
        await Expect(At("longest-wait")).ToHaveTextAsync("–");
        await Expect(At("service-level")).ToHaveTextAsync("–");
        await Expect(Page.Locator(".empty")).ToHaveCountAsync(6);
        AssertQuiet();
    }

    [Fact]
    public async Task A_surge_of_calls_and_agents_stays_readable()
    {
        var now = TimeProvider.System.GetUtcNow();
        Gateway.Change(v => v with
        {
            Calls = [.. Enumerable.Range(0, 500).Select(
                i => v.Calls[3] with { Id = new CallId($"surge{i:D8}"), InvitedAt = now.AddSeconds(-i) })],
            Agents = [.. Enumerable.Range(0, 60).Select(i => v.Agents[i % 10] with { Id = new AgentId($"{3000 + i}") })],
        });
        await OpenAsync();
        await Expect(At("call")).ToHaveCountAsync(25);
        await Expect(At("call").First).ToHaveAttributeAsync("data-id", "surge00000499");
        await Expect(Page.GetByText("and 475 more")).ToBeVisibleAsync();
        await Expect(At("agent")).ToHaveCountAsync(60);
        await ScreenshotAsync("surge");
        AssertQuiet();
    }

    [Fact]
    public async Task A_narrow_screen_is_not_wider_than_itself()
    {
        await Page.SetViewportSizeAsync(820, 1180);
        await OpenAsync();
        Assert.True(await Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        await ScreenshotAsync("narrow");
        AssertQuiet();
    }
}
