using System.Text.Json.Nodes;
using Gateway.TestKit;

namespace Gateway.Interop.Tests;

/// <summary>What callers do, and how their INVITEs may look.</summary>
public sealed class CallerScenarios : SippScenarios
{
    private static readonly Phone Answers = new("2001", "agent-answer");
    private static readonly Expected Answered = new("answered") { Agent = "2001", EndedBy = "caller" };

    private static readonly Behaviour[] Behaviours =
    [
        Plain("plain call", "caller-plain"),
        Plain("LTE cell", "caller-lte-cell", "network_cell"),
        Plain("5G cell", "caller-5g-cell", "network_cell"),
        Plain("PIDF-LO in multipart", "caller-pidf-lo", "pidf_device"),
        Plain("urn:service:sos", "caller-urn-sos"),
        Plain("tel:112", "caller-tel-112"),
        Plain("anonymous, no SIM", "caller-anonymous-no-sim") with { Also = IsAnonymousAsync },
        Plain("hold and resume", "caller-hold-resume"),
        Plain("hold by inactive and 0.0.0.0", "caller-hold-inactive-0000"),
        Early("PRACK", "caller-prack"),
        Early("UPDATE before the answer", "caller-update-early", "agent-rings-2s"),
        Early("late offer with PRACK", "caller-late-offer-prack"),
        Plain("session timer, the caller refreshes", "caller-session-refreshes"),
        Plain("session timer, we refresh by UPDATE", "caller-session-refreshed"),
        Plain("session timer, we refresh by re-INVITE", "caller-session-reinvited"),
        Plain("re-INVITEs that cross", "caller-reinvite-glare"),
        Plain("retransmitted INVITE", "caller-retransmitted-invite"),
        Plain("INVITE without SDP", "caller-no-sdp"),
        Plain("AMR-first VoLTE offer", "caller-volte-amr-first"),
        new("lost ACK")
        {
            Phones = [Answers],
            Callers = [new Caller("caller-lost-ack", NoRetransmission: true)],
            Records = [Answered],
        },
        new("TCP")
        {
            Phones = [Answers],
            Callers = [new Caller("caller-plain", Tcp: true)],
            Records = [Answered],
        },
        new("cancel before the answer")
        {
            Setup = new TestSetup { Answer = "on-agent" },
            Callers = [new Caller("caller-cancel-before-answer")],
            Records = [new Expected("abandoned_short")],
        },
        new("hang-up while queued")
        {
            Callers = [new Caller("caller-hangs-up-in-queue")],
            Records = [new Expected("abandoned_waiting")],
        },
        new("CANCEL and 200 crossing")
        {
            Callers = [new Caller("caller-cancel-crosses-200")],
            Records = [new Expected("abandoned_short") { MayMissTheQueue = true }],
        },
        new("BYE instead of ACK")
        {
            Callers = [new Caller("caller-bye-without-ack")],
            Records = [new Expected("abandoned_short") { MayMissTheQueue = true }],
        },
        new("no common codec")
        {
            Callers = [new Caller("caller-no-common-codec")],
            Records = [new Expected("refused") { Recording = false }],
            Also = IsCalledBackAsync,
        },
        new("loopback of a test call")
        {
            Callers = [new Caller("caller-test-call")],
            Records = [new Expected("answered") { Recording = false, Queue = null }],
        },
        new("neighbour subscribes") { Callers = [new Caller("trunk-subscribes-queue-state")] },
        new("unknown source") { Callers = [new Caller("caller-unknown-source", "127.0.0.9")], Also = AlarmsOfTheSourceAsync },
        new("BYE and re-INVITE for an unknown dialog") { Callers = [new Caller("caller-unknown-dialog")] },
    ];

    public static TheoryData<string> Names => [.. Behaviours.Select(b => b.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Caller(string behaviour) => PlayAsync(Behaviours.Single(b => b.Name == behaviour));

    private static Task IsAnonymousAsync(TestGateway gateway, IReadOnlyList<JsonNode> records)
    {
        Assert.Null(Text(records[0], "caller"));
        Assert.Equal("urn:service:sos", Text(records[0], "called"));
        return Task.CompletedTask;
    }

    private static async Task AlarmsOfTheSourceAsync(TestGateway gateway, IReadOnlyList<JsonNode> records) =>
        await AlarmAsync(gateway, "unknown_source", "127.0.0.9");

    private static async Task IsCalledBackAsync(TestGateway gateway, IReadOnlyList<JsonNode> records)
    {
        await AlarmAsync(gateway, "no_common_codec", "operator");
        var callback = Assert.Single((await gateway.GetAsync("/api/v1/callbacks?numbers=full")).AsArray())!;
        Assert.Equal("refused", Text(callback, "reason"));
        Assert.EndsWith("81234567890", Text(callback, "caller"), StringComparison.Ordinal);
    }

    private static Task<JsonNode> AlarmAsync(TestGateway gateway, string kind, string text) => gateway.WaitForAsync(
        "/api/v1/alarms",
        alarms => alarms.AsArray().Any(a => Text(a!, "kind") == kind && Text(a!, "text")!.Contains(text, StringComparison.Ordinal)));

    private static Behaviour Early(string name, string scenario, string phone = "agent-answer") => new(name)
    {
        Setup = new TestSetup { Answer = "early-media" },
        Phones = [new Phone("2001", phone)],
        Callers = [new Caller(scenario)],
        Records = [Answered],
    };

    private static Behaviour Plain(string name, string scenario, string? locatedBy = null) => new(name)
    {
        Phones = [Answers],
        Callers = [new Caller(scenario)],
        Records = [Answered with { LocatedBy = locatedBy }],
    };
}
