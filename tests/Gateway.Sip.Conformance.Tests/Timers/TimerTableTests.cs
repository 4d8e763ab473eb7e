using System.Net;
using Gateway.Loops;
using Gateway.Sip.Diagnostics;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Conformance.Tests.Timers;

/// <summary>RFC 3261 Table 4 row by row, and the schedules that follow from it, measured on the wire of a virtual network.</summary>
public sealed class TimerTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private static readonly IPEndPoint Here = IPEndPoint.Parse("192.0.2.1:5060");
    private static readonly IPEndPoint There = IPEndPoint.Parse("192.0.2.2:5060");

    [Theory]
    [InlineData(TimerName.A, 0.5, null)]
    [InlineData(TimerName.B, 32.0, 32.0)]
    [InlineData(TimerName.D, 32.0, 0.0)]
    [InlineData(TimerName.E, 0.5, null)]
    [InlineData(TimerName.F, 32.0, 32.0)]
    [InlineData(TimerName.G, 0.5, null)]
    [InlineData(TimerName.H, 32.0, 32.0)]
    [InlineData(TimerName.I, 5.0, 0.0)]
    [InlineData(TimerName.J, 32.0, 0.0)]
    [InlineData(TimerName.K, 5.0, 0.0)]
    [InlineData(TimerName.L, 32.0, 32.0)]
    [InlineData(TimerName.M, 32.0, 32.0)]
    public void Rfc3261_table_4_and_Rfc6026_first_values(TimerName timer, double? unreliable, double? reliable)
    {
        Assert.Equal(unreliable, SipTimers.Default.First(timer, false)?.TotalSeconds);
        Assert.Equal(reliable, SipTimers.Default.First(timer, true)?.TotalSeconds);
    }

    [Fact]
    public void Rfc3261_17_1_1_2_an_unanswered_INVITE_goes_out_seven_times_in_32_s() =>
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5], Sent(SipMethod.Invite, SipTransportKind.Udp));

    [Fact]
    public void Rfc3261_17_1_1_2_an_unanswered_INVITE_goes_out_once_over_TCP() =>
        Assert.Equal([0], Sent(SipMethod.Invite, SipTransportKind.Tcp));

    [Fact]
    public void Rfc3261_17_1_2_2_an_unanswered_OPTIONS_goes_out_eleven_times_in_32_s() =>
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], Sent(SipMethod.Options, SipTransportKind.Udp));

    [Fact]
    public void Rfc3261_17_2_1_an_unacknowledged_486_goes_out_eleven_times_in_32_s()
    {
        var scheduler = new SeededScheduler(1, Start);
        using var network = new VirtualNetwork(scheduler, 1);
        List<double> at = [];
        network.Lose = p =>
        {
            if (SipParser.TryParse(p.Bytes, SipLimits.Default, out var message, out _) && message is SipResponse { StatusCode: 486 })
            {
                at.Add(Math.Round(scheduler.Time.GetElapsedTime(0).TotalSeconds, 2));
            }

            return p.From.Equals(There);
        };
        using var metrics = new SipMetrics();
        var refuser = new Refuser();
        using var stack = new SipStack(
            new SipOptions(), scheduler, [network.NewTransport(new SipListener("n", SipTransportKind.Udp, There))], refuser, new SeededSipIds(1), metrics);
        refuser.Stack = stack;
        stack.Start();
        network.Send(new VirtualPacket(SipWriter.ToBytes(Request(SipMethod.Invite)), SipTransportKind.Udp, Here, There, 0, 0));
        scheduler.RunUntil(TimeSpan.FromSeconds(60));
        Assert.Equal([0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5], at);
        Assert.Equal(0, metrics.Transactions);
    }

    [Theory]
    [InlineData(SipTransportKind.Udp, "INVITE", 32.0)]
    [InlineData(SipTransportKind.Udp, "OPTIONS", 32.0)]
    [InlineData(SipTransportKind.Tcp, "INVITE", 32.0)]
    [InlineData(SipTransportKind.Tcp, "OPTIONS", 32.0)]
    public void Rfc3261_timers_B_and_F_tell_the_user_after_64_T1(SipTransportKind transport, string method, double seconds)
    {
        var user = new Listener();
        Run(new SipMethod(method), transport, user, out _);
        Assert.Equal((408, seconds), (user.Status, user.At.TotalSeconds));
    }

    private static double[] Sent(SipMethod method, SipTransportKind transport)
    {
        Run(method, transport, new Listener(), out var at);
        return at;
    }

    private static void Run(SipMethod method, SipTransportKind transport, Listener user, out double[] sentAt)
    {
        var scheduler = new SeededScheduler(1, Start);
        using var network = new VirtualNetwork(scheduler, 1);
        List<double> at = [];
        network.Lose = _ =>
        {
            at.Add(scheduler.Time.GetElapsedTime(0).TotalSeconds);
            return true;
        };
        using var metrics = new SipMetrics();
        user.Now = () => scheduler.Time.GetElapsedTime(0);
        using var stack = new SipStack(
            new SipOptions(), scheduler, [network.NewTransport(new SipListener("n", transport, Here))], user, new SeededSipIds(1), metrics);
        stack.Start();
        var spec = new RequestSpec(
            SipUri.Parse("sip:b@192.0.2.2"), NameAddress.Parse("<sip:a@192.0.2.1>"), NameAddress.Parse("<sip:b@192.0.2.2>"));
        var flow = new SipFlow("n", transport, Here, There);
        stack.Post(method == SipMethod.Invite
            ? new SipCommand.Invite(new UsageId(1), spec, flow)
            : new SipCommand.Send(new ClientRequestId(1), method, spec, flow));
        scheduler.RunUntil(TimeSpan.FromSeconds(100));
        Assert.Equal((0, 0), (metrics.Transactions, metrics.Dialogs));
        sentAt = [.. at];
    }

    private static SipRequest Request(SipMethod method)
    {
        var request = new SipRequest(method, SipUri.Parse("sip:b@192.0.2.2"));
        request.Headers.Add("Via", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx1").Add("Max-Forwards", "70").Add("From", "<sip:a@192.0.2.1>;tag=a")
            .Add("To", "<sip:b@192.0.2.2>").Add("Call-ID", "c1").Add("CSeq", $"1 {method}");
        return request;
    }

    private sealed class Listener : ISipUser
    {
        public Func<TimeSpan> Now { get; set; } = () => default;

        public int Status { get; private set; }

        public TimeSpan At { get; private set; }

        public void OnEvent(SipEvent sipEvent)
        {
            Status = sipEvent switch
            {
                SipEvent.Failed failed => failed.StatusCode,
                SipEvent.RequestFinished finished => finished.StatusCode,
                _ => Status,
            };
            At = Now();
        }

        public SourceVerdict Judge(SipRequest request, SipFlow flow) => SourceVerdict.Accept;
    }

    private sealed class Refuser : ISipUser
    {
        public SipStack? Stack { get; set; }

        public void OnEvent(SipEvent sipEvent)
        {
            if (sipEvent is SipEvent.InviteReceived invite)
            {
                Stack!.Post(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(486)));
            }
        }

        public SourceVerdict Judge(SipRequest request, SipFlow flow) => SourceVerdict.Accept;
    }
}
