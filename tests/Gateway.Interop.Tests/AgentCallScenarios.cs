using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>Calls that agents make: consultation, attended transfer, pick-up.</summary>
public sealed class AgentCallScenarios : SippScenarios
{
    private static readonly Caller Patient = new("caller-waits-for-bye");
    private static readonly TestSetup Two = new() { Agents = [new TestAgent("2001"), new TestAgent("2002")] };
    private static readonly Expected ServedBySecond = new("answered") { Agent = "2002", EndedBy = "agent" };
    private static readonly Expected ServedByFirst = new("answered") { Agent = "2001", EndedBy = "agent" };

    private static readonly Behaviour[] Behaviours =
    [
        Transfer("consultation, REFER in the caller's dialog", "agent-consults-and-transfers"),
        Transfer("consultation, REFER in the consultation's dialog", "agent-transfers-in-consultation"),
        Transfer("BYE on both dialogs right after REFER", "agent-transfers-and-hangs-up"),
        Transfer("the consulted phone does not follow", "agent-transfer-fails") with
        {
            Phones = [new Phone("2001", "agent-transfer-fails"), new Phone("2002", "agent-consulted-refuses-move")],
            Records = [ServedByFirst],
            Also = null,
        },
        new("the colleague is in a call")
        {
            Setup = Two,
            Phones = [new Phone("2001", "agent-consults-busy"), new Phone("2002", "agent-hangs-up")],
            Callers = [Patient, Patient],
            Records = [ServedByFirst, ServedBySecond],
        },
        Replace("what rings at a colleague is picked up", "agent-picks-up", ServedBySecond),
        Replace("a supervisor takes a conversation over", "agent-takes-over", ServedBySecond) with
        {
            Setup = new TestSetup { Agents = [new TestAgent("2001"), new TestAgent("2002", Supervisor: true)] },
        },
        Replace("who is no supervisor takes no conversation over", "agent-takes-over-refused", ServedByFirst),
    ];

    public static TheoryData<string> Names => [.. Behaviours.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Agents_call(string behaviour) => PlayAsync(Behaviours.Single(b => b.Name == behaviour));

    [Fact]
    public async Task A_caller_who_gave_up_is_called_back_by_the_trunk_that_the_call_came_by()
    {
        Assert.SkipUnless(Sipp.IsInstalled, "SIPp is not installed (Debian: sip-tester)");
        var trunk = Sipp.FreePort();
        await using var gateway = await TestGateway.StartAsync(new TestSetup { PingPort = trunk });
        await using var options = Sipp.Start("trunk-answers-options", gateway.TrunkUdp, trunk, "-m", "1");
        Assert.Null(await options.FinishAsync(TimeSpan.FromSeconds(20)));
        await using var caller = Sipp.Start("caller-hangs-up-in-queue", gateway.TrunkUdp, Sipp.FreePort(), "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}");
        Assert.Null(await caller.FinishAsync(TimeSpan.FromSeconds(30)));
        var list = await gateway.WaitForAsync("/api/v1/callbacks", l => l.AsArray().Count == 1);
        var phone = Sipp.FreePort();
        var agent = new TestAgent("2001");
        await Sipp.RegisterAsync(gateway.AgentUdp, agent, phone);
        await using var called = Sipp.Start("caller-called-back", gateway.TrunkUdp, trunk, "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}", "-rtp_echo", "-aa");
        await using var answers = Sipp.Start("agent-hangs-up", gateway.AgentUdp, phone, "-m", "1", "-mp", $"{Sipp.FreeMediaPort()}", "-rtp_echo", "-aa");
        await gateway.WaitForAsync("/api/v1/agents", all => State(all, "2001") == "waiting");
        using var started = await gateway.Http.PostAsJsonAsync(
            $"/api/v1/callbacks/{Text(list[0]!, "id")}/call", new { agent = "2001" }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        Assert.Null(await answers.FinishAsync(TimeSpan.FromSeconds(30)));
        Assert.Null(await called.FinishAsync(TimeSpan.FromSeconds(30)));
        await gateway.WaitForAsync("/api/v1/callbacks", l => l.AsArray().Count == 0);
        Assert.Equal(2, gateway.Recordings().Count);
        await gateway.WaitForAsync("/api/v1/agents", all => State(all, "2001") == "waiting");
    }

    private static Behaviour Transfer(string name, string scenario) => new(name)
    {
        Setup = Two,
        Phones = [new Phone("2001", scenario), new Phone("2002", "agent-consulted")],
        Callers = [Patient],
        Records = [ServedBySecond],
        Also = RecordedWholeAsync,
    };

    /// <summary>Two phones at one console: agent 2001's rings, and agent 2002, who has no other, dials.</summary>
    private static Behaviour Replace(string name, string scenario, Expected record) => new(name)
    {
        Setup = Two,
        Phones = [new Phone("2001", scenario) { Dials = "2002" }],
        Callers = [Patient],
        Records = [record],
    };

    /// <summary>One recording from the first agent's answer to the second one's BYE: at least half a second, the consultation, and four seconds.</summary>
    private static async Task RecordedWholeAsync(TestGateway gateway, IReadOnlyList<JsonNode> records)
    {
        Assert.InRange(Wav.Read(Assert.Single(gateway.Recordings())).Duration.TotalSeconds, 5, 25);
        await gateway.WaitForAsync("/api/v1/agents", all => State(all, "2001") == "waiting" && State(all, "2002") == "waiting");
    }
}
