using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Configuration;
using Gateway.Legs;
using Gateway.Loops;
using Gateway.Notifications;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Notifications;

/// <summary>Who may subscribe to what (RFC 6665, NENA-STA-010.3), and what they are told.</summary>
public sealed class NotificationDeskTests : IDisposable
{
    private static readonly SipFlow Flow = new("all", SipTransportKind.Udp, new(IPAddress.Loopback, 5060), new(IPAddress.Loopback, 5070));
    private static readonly AgentId Ani = new("2001");

    private readonly SeededScheduler _scheduler = new(1, new DateTimeOffset(2026, 11, 25, 3, 0, 0, TimeSpan.Zero));
    private readonly List<SipCommand> _sip = [];
    private readonly AcdEngine _acd = new();
    private readonly TestFolder _folder = new();
    private readonly GatewayConfiguration _configuration;
    private readonly NotificationDesk _desk;
    private readonly List<AgentBinding> _phones = [];
    private TimeSpan _now;
    private int _calls;
    private bool _closing;
    private long _ids;

    public NotificationDeskTests()
    {
        _folder.Write("trunks.json", """{ "trunks": [ { "name": "t1", "networks": ["127.0.0.1"], "subscriptions": true }, { "name": "t2", "networks": ["127.0.0.2"] } ] }""");
        _configuration = _folder.Good();
        Acd(new AcdEvent.Configure(_configuration.ToAcd(1)));
        _desk = new NotificationDesk(_scheduler, new NotificationDesk.Services(
            () => _configuration, _sip.Add, () => _acd.Snapshot(_scheduler.Time.GetUtcNow()), _ => _phones, () => _calls, () => _closing,
            new AlarmBoard(_scheduler.Time)));
    }

    [Theory]
    [InlineData("t1", null, "emergency-QueueState", "71.71/darurat", 200)]
    [InlineData("t1", null, "emergency-QueueState", "99.99/nowhere", 404)]
    [InlineData("t1", null, "emergency-ServiceState", "71.71", 200)]
    [InlineData("t1", null, "emergency-ElementState", "gateway", 200)]
    [InlineData("t1", null, "emergency-AbandonedCall", "71.71", 200)]
    [InlineData("t1", null, "reg", "2001", 403)]
    [InlineData("t2", null, "emergency-QueueState", "71.71/darurat", 403)]
    [InlineData(null, "2001", "reg", "2001", 200)]
    [InlineData(null, "2001", "dialog", "2001", 200)]
    [InlineData(null, "2001", "reg", "2002", 403)]
    [InlineData(null, "2001", "emergency-QueueState", "71.71/darurat", 200)]
    [InlineData(null, "2001", "emergency-AbandonedCall", "71.71", 403)]
    [InlineData(null, "9999", "emergency-ElementState", "gateway", 403)]
    public void Neighbours_see_states_and_agents_see_themselves_and_their_centre(string? trunk, string? agent, string package, string resource, int expected)
    {
        Subscribe(package, resource, trunk, agent);
        var status = _sip.Single() is SipCommand.RejectSubscription reject ? reject.Response.StatusCode : 200;
        Assert.Equal(expected, status);
    }

    [Fact]
    public void Queue_state_follows_callers_and_agents_and_says_nothing_while_nothing_changes()
    {
        Subscribe("emergency-QueueState", "71.71/darurat", "t1");
        Assert.Equal(("Inactive", 0), QueueState(Accepted().Body));
        Run(5);
        Assert.Empty(_sip.OfType<SipCommand.Notify>());
        Acd(new AcdEvent.EnterQueue(new CallId("C1"), new QueueId("71.71/darurat"), _scheduler.Time.GetUtcNow()));
        Run(2);
        Assert.Equal(("Inactive", 1), QueueState(_sip.OfType<SipCommand.Notify>().Last().Body));
        Acd(new AcdEvent.SetStatus(Ani, AgentStatus.Available, "", _scheduler.Time.GetUtcNow()));
        Acd(new AcdEvent.SetReachable(Ani, true));
        Run(2);
        Assert.Equal(("Active", 1), QueueState(_sip.OfType<SipCommand.Notify>().Last().Body));
        _closing = true;
        Run(2);
        Assert.Equal(("Disabled", 1), QueueState(_sip.OfType<SipCommand.Notify>().Last().Body));
    }

    [Fact]
    public void Service_state_of_a_centre_without_agents_is_Unstaffed()
    {
        Subscribe("emergency-ServiceState", "71.71", "t1");
        var accepted = Accepted();
        Assert.Equal("application/EmergencyCallData.ServiceState+json", accepted.Body!.ContentType);
        Assert.Equal("Unstaffed", Json(accepted.Body)["serviceState"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public void Element_state_names_the_element_both_ways()
    {
        Subscribe("emergency-ElementState", "gateway", "t1");
        var state = Json(Accepted().Body);
        Assert.Equal(("112.test.example", "112.test.example", "Normal"), (Text(state, "elementDomain"), Text(state, "elementId"), Text(state, "state")));
    }

    [Fact]
    public void Every_abandoned_call_is_told_beside_those_that_wait()
    {
        Subscribe("emergency-AbandonedCall", "71.71", "t1");
        var at = _scheduler.Time.GetUtcNow();
        var received = new CallReceived(
            "I", "t1", "c@op", "<sip:+62@op>", null, "+62", true, null, false, null, "urn:service:sos", "112", null, "127.0.0.1", null,
            AnswerMode.Immediately, true);
        Happens(at, received);
        Happens(at.AddSeconds(7), new Abandon(CallOutcome.AbandonedWaiting, "71.71/darurat", 1, 7_000, "cancel"));
        var notify = Assert.Single(_sip.OfType<SipCommand.Notify>());
        Assert.False(notify.Replaces);
        var body = Json(notify.Body);
        Assert.StartsWith("INVITE urn:service:sos SIP/2.0\r\n", Text(body, "invite"), StringComparison.Ordinal);
        Assert.StartsWith("2026-11-25T03:00:07.", Text(body, "cancelTimestamp"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rfc3680_bindings_and_Rfc4235_dialogs_are_told_whole_with_rising_versions()
    {
        Subscribe("reg", "2001", null, "2001");
        Assert.Contains("state=\"terminated\"", Xml(Accepted().Body), StringComparison.Ordinal);
        _phones.Add(new AgentBinding(SipUri.Parse("sip:2001@192.0.2.9:5062"), Flow));
        Run(2);
        var reg = Xml(_sip.OfType<SipCommand.Notify>().Single().Body);
        Assert.Contains("version=\"1\" state=\"full\"", reg, StringComparison.Ordinal);
        Assert.Contains("sip:2001@192.0.2.9:5062", reg, StringComparison.Ordinal);

        _sip.Clear();
        Subscribe("dialog", "2001", null, "2001");
        Assert.DoesNotContain("<dialog ", Xml(Accepted().Body), StringComparison.Ordinal);
        Acd(new AcdEvent.SetStatus(Ani, AgentStatus.Available, "", _scheduler.Time.GetUtcNow()));
        Acd(new AcdEvent.SetReachable(Ani, true));
        Acd(new AcdEvent.EnterQueue(new CallId("C1"), new QueueId("71.71/darurat"), _scheduler.Time.GetUtcNow()));
        Run(2);
        Assert.Contains("<state>trying</state>", Xml(_sip.OfType<SipCommand.Notify>().Last().Body), StringComparison.Ordinal);
    }

    [Fact]
    public void Subscriptions_are_the_first_load_that_is_shed_and_one_subscriber_cannot_take_all()
    {
        _calls = _configuration.Limits.AlarmCalls;
        Subscribe("emergency-ElementState", "gateway", "t1");
        Assert.Equal(503, _sip.OfType<SipCommand.RejectSubscription>().Single().Response.StatusCode);
        _calls = 0;
        for (var i = 0; i <= NotificationDesk.MaxPerSubscriber; i++)
        {
            Subscribe("emergency-ElementState", "gateway", "t1");
        }

        Assert.Equal(NotificationDesk.MaxPerSubscriber, _sip.OfType<SipCommand.AcceptSubscription>().Count());
        _desk.Post(new NotificationDesk.Input.Ended(_sip.OfType<SipCommand.AcceptSubscription>().First().Id));
        Subscribe("emergency-ElementState", "gateway", "t1");
        Assert.Equal(NotificationDesk.MaxPerSubscriber + 1, _sip.OfType<SipCommand.AcceptSubscription>().Count());
    }

    public void Dispose()
    {
        _desk.Dispose();
        _folder.Dispose();
    }

    private SipCommand.AcceptSubscription Accepted() => _sip.OfType<SipCommand.AcceptSubscription>().Last();

    private static (string State, int Length) QueueState(SipBody? body)
    {
        Assert.Equal("application/EmergencyCallData.QueueState+json", body!.ContentType);
        var state = Json(body)["queueState"]!;
        Assert.Equal("sip:71.71/darurat@112.test.example", Text(state, "queueUri"));
        return (Text(state, "state"), state["queueLength"]!.GetValue<int>());
    }

    private static JsonNode Json(SipBody? body) => JsonNode.Parse(body!.Content.Span)!;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static string Xml(SipBody? body) => Encoding.UTF8.GetString(body!.Content.Span);

    private void Acd(AcdEvent e) => _acd.Apply(e, _scheduler.Time.GetUtcNow());

    private void Run(double seconds) => _scheduler.RunUntil(_now += TimeSpan.FromSeconds(seconds + 0.001));

    private void Happens(DateTimeOffset at, JournalPayload payload)
    {
        _desk.Post(new NotificationDesk.Input.Happened([new JournalEntry(new CallId("C1"), at, TimeSpan.Zero, payload)]));
        Run(0);
    }

    private void Subscribe(string package, string resource, string? trunk = null, string? agent = null)
    {
        var request = new SipRequest(SipMethod.Subscribe, SipUri.Parse($"sip:{resource}@112.test.example"));
        request.Headers.Add("Event", package);
        _desk.Post(new NotificationDesk.Input.Subscribe(
            new SipEvent.SubscribeReceived(new SubscriptionId(++_ids), request, Flow), trunk, agent is null ? null : new AgentId(agent)));
        Run(0);
    }
}
