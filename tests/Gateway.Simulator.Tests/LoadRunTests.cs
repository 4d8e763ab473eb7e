using System.Net;
using Gateway.Media.Rtp;
using Gateway.Simulator.Load;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;
using Gateway.TestKit;

namespace Gateway.Simulator.Tests;

/// <summary>Load runs on real sockets; the far end is another simulator, whose phone is called directly.</summary>
public sealed class LoadRunTests
{
    [Theory]
    [InlineData(SipTransportKind.Udp)]
    [InlineData(SipTransportKind.Tcp)]
    [InlineData(SipTransportKind.Tls)]
    public async Task Calls_to_a_phone_are_answered_heard_and_ended_by_the_caller(SipTransportKind transport)
    {
        using var authority = new TestAuthority();
        var tls = new TlsOptions(new CertificateStore([new CertificateFile(authority.Write("far.pem", ["far.example"]))], authority.RootFile));
        using var far = Host(tls);
        using var near = Host(tls);
        var farAddress = far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9), transport).Local;
        using var phone = new SoftPhone(
            far.Node,
            new PhoneScript("112", "unused", far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9), transport))
            {
                Voice = Voices.Tone(LoadRun.VoiceHertz[1]),
                Reactions = [new Reaction.Answer(TimeSpan.FromMilliseconds(20))],
            },
            (_, _) => { });
        var plan = new LoadPlan(farAddress)
        {
            Transport = transport,
            PeerName = "far.example",
            RequestUri = $"sip:112@{farAddress}",
            Calls = 3,
            CallsPerSecond = 0.5,
            Hold = TimeSpan.FromMilliseconds(300),
            Timeout = TimeSpan.FromSeconds(20),
        };
        var run = new LoadRun(plan, near, TimeProvider.System);
        var summary = await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new Dictionary<string, int>(), summary.Failures);
        Assert.Equal((3, 3), (summary.Calls, summary.Answered));
        Assert.True(summary.RtpReceived >= 15, $"{summary.RtpReceived} packets");
        Assert.Equal(new LoadProgress(3, 0, 0, 3, 0), run.Progress);
    }

    [Fact]
    public async Task Callers_with_PRACK_and_a_session_timer_acknowledge_ringing_and_refresh()
    {
        using var far = Host();
        using var near = Host(sessionExpires: TimeSpan.FromSeconds(2));
        var farAddress = far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9)).Local;
        using var phone = new SoftPhone(
            far.Node,
            new PhoneScript("112", "unused", far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9))) { Voice = Voices.Tone(LoadRun.VoiceHertz[1]) },
            (_, _) => { });
        var plan = new LoadPlan(farAddress)
        {
            RequestUri = $"sip:112@{farAddress}",
            Calls = 1,
            Hold = TimeSpan.FromMilliseconds(2400),
            Prack = true,
            SessionExpires = TimeSpan.FromSeconds(2),
        };
        var summary = await new LoadRun(plan, near, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new Dictionary<string, int>(), summary.Failures);
        Assert.Equal((1, 2), (summary.ReliableResponses, summary.Refreshes));
    }

    [Fact]
    public async Task A_caller_who_is_told_before_the_200_when_to_hang_up_keeps_to_it()
    {
        using var far = Host();
        using var near = Host();
        var farAddress = far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9)).Local;
        using var phone = new SoftPhone(
            far.Node, new PhoneScript("112", "unused", far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9))) { Voice = null }, (_, _) => { });
        var ended = new TaskCompletionSource<CallerResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        var script = new CallerScript("early", near.FlowTo(farAddress))
        {
            RequestUri = $"sip:112@{farAddress}",
            Voice = null,
            HangUpAfter = TimeSpan.FromMinutes(5),
        };
        var caller = new SimulatedCaller(near.Node, script, ended.SetResult);
        caller.Post(new PartyInput.HangUp(TimeSpan.FromSeconds(1.5)));
        var result = await ended.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal((200, EndedBy.Caller), (result.StatusCode, result.EndedBy));
    }

    [Fact]
    public async Task A_call_that_is_refused_has_failed_with_its_status()
    {
        using var far = Host();
        using var near = Host();
        var farAddress = far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9)).Local;
        var plan = new LoadPlan(farAddress) { RequestUri = $"sip:nobody@{farAddress}", Calls = 2, CallsPerSecond = 100 };
        var run = new LoadRun(plan, near, TimeProvider.System);
        var summary = await run.RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, summary.Failures["status 404"]);
        Assert.Equal(2, far.Node.Unexpected);
    }

    [Fact]
    public async Task A_cancelled_run_hangs_up_and_ends()
    {
        using var far = Host();
        using var near = Host();
        var farAddress = far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9)).Local;
        using var stop = new CancellationTokenSource();
        using var phone = new SoftPhone(
            far.Node,
            new PhoneScript("112", "unused", far.FlowTo(new IPEndPoint(IPAddress.Loopback, 9))) { Voice = null, Reactions = [new Reaction.NoAnswer()] },
            (_, phoneEvent) =>
            {
                if (phoneEvent == PhoneEvent.Ringing)
                {
                    stop.Cancel();
                }
            });
        var plan = new LoadPlan(farAddress) { RequestUri = $"sip:112@{farAddress}", Calls = 1000, CallsPerSecond = 0.5 };
        var run = new LoadRun(plan, near, TimeProvider.System);
        var summary = await run.RunAsync(stop.Token);
        Assert.InRange(summary.Calls, 1, 20);
        Assert.Equal(summary.Calls, summary.Failed);
    }

    private static SimulatorHost Host(TlsOptions? tls = null, TimeSpan? sessionExpires = null)
    {
        var first = Random.Shared.Next(6_000, 14_000) * 2;
        var pool = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, first, first + 199, TimeProvider.System, RtpPortPool.CanBind);
        return new SimulatorHost(IPAddress.Loopback, pool, Voices.Library(LoadRun.VoiceHertz), tls, sessionExpires);
    }
}
