using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>What agents and their phones do, and what becomes of the caller.</summary>
public sealed class AgentScenarios : SippScenarios
{
    private static readonly Caller Patient = new("caller-waits-for-bye");
    private static readonly Phone HangsUp = new("2001", "agent-hangs-up");
    private static readonly Expected Served = new("answered") { Agent = "2001", EndedBy = "agent" };

    private static readonly Behaviour[] Behaviours =
    [
        new("caller hangs up")
        {
            Phones = [new Phone("2001", "agent-answer")],
            Callers = [new Caller("caller-plain")],
            Records = [new Expected("answered") { Agent = "2001", EndedBy = "caller" }],
        },
        new("agent hangs up") { Phones = [HangsUp], Callers = [Patient], Records = [Served] },
        CallerHangsUp("agent's phone requires PRACK", "agent-prack"),
        CallerHangsUp("agent's phone behind a forking proxy", "agent-two-early-dialogs"),
        CallerHangsUp("agent's phone wants a longer session", "agent-session-interval"),
        KeepsItsPlace("agent busy", "agent-busy"),
        KeepsItsPlace("agent declines", "agent-declines"),
        KeepsItsPlace("agent does not answer", "agent-no-answer"),
        KeepsItsPlace("agent answers and is gone at once", "agent-gone-at-once"),
        new("agent busy, the next one answers")
        {
            Setup = new TestSetup { Agents = [new TestAgent("2001"), new TestAgent("2002")], Delay = "30s" },
            Phones = [new Phone("2001", "agent-busy"), HangsUp with { Agent = "2002" }],
            Callers = [Patient],
            Records = [Served with { Agent = "2002" }],
        },
        new("no agent at all")
        {
            Callers = [new Caller("caller-hangs-up-in-queue")],
            Records = [new Expected("abandoned_waiting")],
            Also = HearsQueueAudioAsync,
        },
        new("two phones of one agent")
        {
            Phones = [HangsUp, new Phone("2001", "agent-rings-only")],
            Callers = [Patient],
            Records = [Served],
        },
        new("REGISTER with a wrong password")
        {
            First = WrongPasswordAsync,
            Callers = [new Caller("caller-hangs-up-in-queue")],
            Records = [new Expected("abandoned_waiting")],
        },
        HandsOn("agent hands the caller on to another", "agent-transfers-to-agent"),
        HandsOn("agent hands the caller back to a queue", "agent-transfers-to-queue"),
        new("agent hands the caller on to nobody") { Phones = [new Phone("2001", "agent-transfers-to-nobody")], Callers = [Patient], Records = [Served] },
        CallerGivesUp("200 crosses CANCEL", "agent-200-crosses-cancel"),
        CallerGivesUp("486 crosses CANCEL", "agent-486-crosses-cancel"),
        CallerGivesUp("487 comes late", "agent-late-487"),
        KeepsItsPlace("BYE of the agent crosses ACK", "agent-bye-crosses-ack"),
        CallerHangsUp("both hang up, the agent second", "agent-bye-crosses-bye"),
        new("both hang up, the caller second") { Phones = [HangsUp], Callers = [new Caller("caller-bye-crosses-bye")], Records = [Served] },
        new("feature codes") { First = FeatureCodesAsync },
    ];

    private static Behaviour HandsOn(string name, string scenario) => new(name)
    {
        Setup = new TestSetup { Agents = [new TestAgent("2001"), new TestAgent("2002")] },
        Phones = [new Phone("2001", scenario), HangsUp with { Agent = "2002" }],
        Callers = [Patient],
        Records = [Served with { Agent = "2002" }],
    };

    public static TheoryData<string> Names => [.. Behaviours.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Agent(string behaviour) => PlayAsync(Behaviours.Single(b => b.Name == behaviour));

    private static Behaviour CallerHangsUp(string name, string phone) => new(name)
    {
        Phones = [new Phone("2001", phone)],
        Callers = [new Caller("caller-plain")],
        Records = [new Expected("answered") { Agent = "2001", EndedBy = "caller" }],
    };

    /// <summary>The caller hangs up while the phone rings; then the phone serves the next caller: neither agent nor phone is stuck.</summary>
    private static Behaviour CallerGivesUp(string name, string scenario) => new(name)
    {
        Phones = [new Phone("2001", scenario, Then: "agent-hangs-up")],
        Callers = [new Caller("caller-hangs-up-ringing"), Patient],
        Records = [new Expected("abandoned_short"), Served],
    };

    /// <summary>The phone fails once, then serves two callers: the first of them must still be first.</summary>
    private static Behaviour KeepsItsPlace(string name, string scenario) => new(name)
    {
        Setup = new TestSetup { RingTimeout = "2s" },
        Phones = [new Phone("2001", scenario, Then: "agent-hangs-up", ThenCalls: 2)],
        Callers = [Patient, Patient],
        Records = [Served, Served],
        Also = InOrderAsync,
    };

    private static Task InOrderAsync(TestGateway gateway, IReadOnlyList<JsonNode> records)
    {
        var connected = records
            .Select(r => r["invitedAt"]!.GetValue<DateTimeOffset>().AddSeconds(r["waitTime"]!.GetValue<double>())).ToList();
        Assert.Equal(connected.Order(), connected);
        return Task.CompletedTask;
    }

    private static Task HearsQueueAudioAsync(TestGateway gateway, IReadOnlyList<JsonNode> records)
    {
        var wav = Wav.Read(Assert.Single(gateway.Recordings()));
        Assert.InRange(wav.Duration.TotalSeconds, 5.5, 7.5);
        Assert.InRange(wav.Loudness(wav.Right, TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(5)), 100, double.MaxValue);
        Assert.Equal(0, wav.Loudness(wav.Left, TimeSpan.Zero, wav.Duration));
        return Task.CompletedTask;
    }

    private static async Task WrongPasswordAsync(TestGateway gateway)
    {
        await Sipp.RegisterAsync(gateway.AgentUdp, new TestAgent("2001", "not-the-password"), Sipp.FreePort(), "agent-register-wrong-password");
        var agents = await gateway.GetAsync("/api/v1/agents");
        Assert.False(agents[0]!["registered"]!.GetValue<bool>());
    }

    private static async Task FeatureCodesAsync(TestGateway gateway)
    {
        var agent = new TestAgent("2001");
        await Sipp.RegisterAsync(gateway.AgentUdp, agent, Sipp.FreePort());
        foreach (var (code, status) in new[] { ("*132", "on_break"), ("*11", "available"), ("*12", "available_on_demand"), ("*14", "logged_out") })
        {
            await Sipp.DialAsync(gateway.AgentUdp, agent, code);
            await gateway.WaitForAsync("/api/v1/agents", all => all[0]!["status"]!.GetValue<string>() == status);
        }

        using var answer = await gateway.Http.PostAsJsonAsync("/api/v1/agents/2001/status", new { status = "available" });
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        await gateway.WaitForAsync("/api/v1/agents", all => State(all, "2001") == "waiting");
    }
}
