using System.Net;
using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Subscriptions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Tests.Stack;

/// <summary>RFC 6665, the notifier's side: the machine by itself, and Bob's stack as notifier for Carol, who is played by hand.</summary>
public sealed class SubscriptionTests
{
    private static readonly SipBody One = new("text/plain", "1"u8.ToArray());
    private static readonly SipBody Two = new("text/plain", "2"u8.ToArray());
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    [Fact]
    public void Rfc6665_4_2_1_2_a_subscription_is_told_its_state_at_once()
    {
        var carol = new Carol();
        carol.Subscribe();
        Assert.Equal(200, carol.Response.StatusCode);
        Assert.Equal("600", carol.Response.Headers["Expires"]);
        Assert.NotNull(carol.Response.Contact);
        var notify = Assert.Single(carol.Notifies);
        Assert.StartsWith("active;expires=600", notify.Headers["Subscription-State"], StringComparison.Ordinal);
        Assert.Equal("weather;id=7", notify.Headers["Event"]);
        Assert.Equal("1", Encoding.UTF8.GetString(notify.Body.Span));
        Assert.NotNull(notify.Contact);
    }

    [Fact]
    public void Rfc6665_7_2_an_unknown_package_gets_489_with_Allow_Events()
    {
        var carol = new Carol();
        carol.Subscribe(package: "gossip");
        Assert.Equal((489, "weather"), (carol.Response.StatusCode, carol.Response.Headers["Allow-Events"]));
    }

    [Fact]
    public void Rfc6665_4_2_1_1_too_short_gets_423_and_zero_fetches_once()
    {
        var carol = new Carol();
        carol.Subscribe(expires: 10);
        Assert.Equal((423, "60"), (carol.Response.StatusCode, carol.Response.Headers["Min-Expires"]));
        carol = new Carol();
        carol.Subscribe(expires: 0);
        Assert.Equal(200, carol.Response.StatusCode);
        Assert.Equal("terminated;reason=timeout", Assert.Single(carol.Notifies).Headers["Subscription-State"]);
        Assert.Single(carol.Pair.Bob.Events.OfType<SipEvent.SubscriptionEnded>());
    }

    [Fact]
    public void Rfc6665_4_2_2_it_expires_when_it_is_not_refreshed_and_lives_when_it_is()
    {
        var carol = new Carol();
        carol.Subscribe();
        carol.Pair.Run(500);
        carol.Subscribe(inDialog: true);
        carol.Pair.Run(500);
        Assert.Equal(2, carol.Notifies.Count);
        carol.Pair.Run(110);
        Assert.Equal("terminated;reason=timeout", carol.Notifies[^1].Headers["Subscription-State"]);
        carol.Subscribe(inDialog: true);
        Assert.Equal(481, carol.Response.StatusCode);
    }

    [Fact]
    public void Rfc6665_4_4_3_unsubscribing_is_answered_by_a_last_NOTIFY()
    {
        var carol = new Carol();
        carol.Subscribe();
        carol.Subscribe(expires: 0, inDialog: true);
        Assert.Equal(200, carol.Response.StatusCode);
        Assert.Equal("terminated;reason=timeout", carol.Notifies[^1].Headers["Subscription-State"]);
    }

    [Theory]
    [InlineData(481)]
    [InlineData(405)]
    [InlineData(0)]
    public void Rfc6665_4_2_2_a_NOTIFY_that_nobody_takes_ends_it(int status)
    {
        var carol = new Carol { NotifyStatus = status };
        carol.Subscribe();
        carol.Pair.Run(40);
        Assert.Single(carol.Pair.Bob.Events.OfType<SipEvent.SubscriptionEnded>());
        carol.Subscribe(inDialog: true);
        Assert.Equal(481, carol.Response.StatusCode);
    }

    [Fact]
    public void Changes_are_told_at_the_pace_and_only_the_newest_of_them()
    {
        var carol = new Carol();
        carol.Subscribe();
        for (var i = 0; i < 10; i++)
        {
            carol.Pair.BobStack.Post(new SipCommand.Notify(carol.Id, new SipBody("text/plain", Encoding.UTF8.GetBytes($"n{i}"))));
        }

        carol.Pair.Run(5);
        Assert.Equal(["1", "n9"], carol.Notifies.Select(n => Encoding.UTF8.GetString(n.Body.Span)));
        Assert.Equal([1u, 2u], carol.Notifies.Select(n => n.CSeq.Number));
    }

    [Fact]
    public void Events_that_replace_nothing_are_all_told_in_order()
    {
        var carol = new Carol();
        carol.Subscribe();
        carol.Pair.BobStack.Post(new SipCommand.Notify(carol.Id, One, Replaces: false));
        carol.Pair.BobStack.Post(new SipCommand.Notify(carol.Id, Two, Replaces: false));
        carol.Pair.Run(5);
        Assert.Equal(["1", "1", "2"], carol.Notifies.Select(n => Encoding.UTF8.GetString(n.Body.Span)));
    }

    [Fact]
    public void Rfc6665_4_1_3_the_notifier_ends_it_with_a_reason_and_when_to_come_again()
    {
        var carol = new Carol();
        carol.Subscribe();
        carol.Pair.BobStack.Post(new SipCommand.EndSubscription(carol.Id, "probation", TimeSpan.FromSeconds(30)));
        carol.Pair.Run(1);
        Assert.Equal("terminated;reason=probation;retry-after=30", carol.Notifies[^1].Headers["Subscription-State"]);
    }

    [Fact]
    public void More_than_the_limit_get_503_and_when_to_come_again()
    {
        var carol = new Carol(new SipOptions { AllowEvents = ["weather"], MaxSubscriptions = 0 });
        carol.Subscribe();
        Assert.Equal((503, "60"), (carol.Response.StatusCode, carol.Response.Headers["Retry-After"]));
    }

    [Fact]
    public void Nothing_is_sent_while_a_NOTIFY_is_under_way_and_after_the_end_nothing_happens()
    {
        var (state, effects) = On(SubscriptionState.Initial, new SubscriptionInput.Subscribed(TimeSpan.FromSeconds(100), One), 0);
        Assert.Equal([typeof(SubscriptionEffect.StartExpiry), typeof(SubscriptionEffect.SendNotify)], effects.Select(e => e.GetType()));
        (state, effects) = On(state, new SubscriptionInput.Changed(Two), 10);
        Assert.Empty(effects);
        (state, effects) = On(state, new SubscriptionInput.NotifyFinished(200), 11);
        Assert.Equal(Two, Assert.IsType<SubscriptionEffect.SendNotify>(Assert.Single(effects)).Body);
        (state, effects) = On(state, new SubscriptionInput.ExpiryFired(), 100);
        Assert.Equal([typeof(SubscriptionEffect.SendNotify), typeof(SubscriptionEffect.Ended)], effects.Select(e => e.GetType()));
        Assert.Empty(On(state, new SubscriptionInput.Changed(One), 101).Effects);
        Assert.Empty(On(state, new SubscriptionInput.PaceFired(), 101).Effects);
    }

    [Fact]
    public void A_late_expiry_of_before_the_refresh_is_absorbed()
    {
        var (state, _) = On(SubscriptionState.Initial, new SubscriptionInput.Subscribed(TimeSpan.FromSeconds(100), One), 0);
        (state, _) = On(state, new SubscriptionInput.Subscribed(TimeSpan.FromSeconds(100)), 90);
        Assert.Empty(On(state, new SubscriptionInput.ExpiryFired(), 100).Effects);
    }

    private static (SubscriptionState State, IReadOnlyList<SubscriptionEffect> Effects) On(SubscriptionState state, SubscriptionInput input, double now) =>
        SubscriptionMachine.On(state, input, TimeSpan.FromSeconds(now), Pace);

    /// <summary>A subscriber that writes its own messages.</summary>
    private sealed class Carol : ITransportSink
    {
        private static readonly IPEndPoint Address = IPEndPoint.Parse("192.0.2.3:5060");
        private readonly ISipTransport _transport;
        private readonly List<SipMessage> _received = [];
        private int _cseq;
        private string? _tag;

        public Carol(SipOptions? options = null)
        {
            Pair = new Pair(options: options ?? new SipOptions { AllowEvents = ["weather"] });
            _transport = Pair.Network.NewTransport(new SipListener("net", SipTransportKind.Udp, Address));
            _transport.Start(this);
            Pair.Bob.Script = e =>
            {
                if (e is SipEvent.SubscribeReceived subscribe)
                {
                    Id = subscribe.Id;
                    var expires = SubscribeRequest.Expires(subscribe.Request, new SipOptions());
                    Pair.BobStack.Post(new SipCommand.AcceptSubscription(subscribe.Id, expires, One));
                }
            };
        }

        public Pair Pair { get; }

        public SubscriptionId Id { get; private set; }

        /// <summary>What Carol answers to a NOTIFY; 0: nothing.</summary>
        public int NotifyStatus { get; init; } = 200;

        public SipResponse Response => _received.OfType<SipResponse>().Last();

        /// <summary>Without retransmissions.</summary>
        public List<SipRequest> Notifies => [.. _received.OfType<SipRequest>().Where(r => r.Is(SipMethod.Notify)).DistinctBy(r => r.CSeq.Number)];

        public void Subscribe(int expires = 600, string package = "weather;id=7", bool inDialog = false)
        {
            var to = inDialog ? $"<sip:sky@192.0.2.2>;tag={_tag}" : "<sip:sky@192.0.2.2>";
            var text = $"SUBSCRIBE sip:sky@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.3:5060;branch=z9hG4bK{++_cseq}\r\nFrom: <sip:carol@192.0.2.3>;tag=c\r\n"
                + $"To: {to}\r\nCall-ID: s1\r\nCSeq: {_cseq} SUBSCRIBE\r\nMax-Forwards: 70\r\nContact: <sip:carol@192.0.2.3>\r\nEvent: {package}\r\n"
                + $"Expires: {expires}\r\nContent-Length: 0\r\n\r\n";
            _transport.Send(Encoding.UTF8.GetBytes(text), Flow, 0);
            Pair.Run(0.5);
            _tag ??= Response.To.Tag;
        }

        public bool OnMessage(SipMessage message, SipFlow flow, int size)
        {
            _received.Add(message);
            if (message is SipRequest request && NotifyStatus != 0)
            {
                var response = new SipResponse(NotifyStatus, "x");
                foreach (var name in new[] { "Via", "From", "To", "Call-ID", "CSeq" })
                {
                    response.Headers.Add(name, request.Headers[name]!);
                }

                _transport.Send(SipWriter.ToBytes(response), Flow, 0);
            }

            return true;
        }

        public void OnRejected(SipFlow flow, string reason, int statusCode)
        {
        }

        public void OnSendFailed(long token)
        {
        }

        public void OnUndeliverable(ReadOnlyMemory<byte> message)
        {
        }

        public void OnFlowClosed(SipFlow flow)
        {
        }

        public void OnConnections(SipTransportKind transport, int change)
        {
        }

        private static SipFlow Flow => new("net", SipTransportKind.Udp, Address, Pair.BobAddress);
    }
}
