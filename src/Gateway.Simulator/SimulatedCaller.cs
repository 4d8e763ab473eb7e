using System.Text;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Simulator;

/// <summary>A caller on a trunk: one INVITE by its script, then the result.</summary>
public sealed class SimulatedCaller : Party
{
    private const string Boundary = "simulated-caller";

    private readonly CallerScript _script;
    private readonly Action<CallerResult> _done;
    private readonly UsageId _usage;
    private long _invitedAt;
    private long? _answeredAt;
    private TimeSpan? _heardFirst;
    private CallerResult? _result;
    private TimerHandle? _hangUp;
    private int _reliable;
    private int _refreshes;
    private bool _expired;

    /// <param name="done">Called once, on the caller's loop, when the call is over and its media is closed; must not block.</param>
    public SimulatedCaller(SimulatorNode node, CallerScript script, Action<CallerResult> done)
        : base("caller", node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _script = script;
        _done = done;
        _usage = node.Ids.NewUsage();
        node.Own(_usage, this);
        Post(new PartyInput.Start());
    }

    protected override PromptId? Voice => _script.Voice;

    protected override IReadOnlyList<AudioCodec> Codecs => _script.Codecs;

    protected override LocalSrtp? Srtp => _script.Srtp;

    protected override void On(PartyInput input)
    {
        switch (input)
        {
            case PartyInput.Start:
                Invite();
                break;
            case PartyInput.Sip { SipEvent: var sipEvent }:
                OnSip(sipEvent);
                break;
            case PartyInput.Media { MediaEvent: MediaEvent.LegHeard }:
                _heardFirst ??= Time.GetElapsedTime(_invitedAt);
                break;
            case PartyInput.Media { MediaEvent: MediaEvent.LegClosed closed }:
                Finish(closed.Statistics);
                break;
            case PartyInput.Timer { Name: "cancel" } when _answeredAt is null && _result is null:
                Node.Sip(new SipCommand.Cancel(_usage)); // a 200 that crosses it comes back as 487, too
                break;
            case PartyInput.HangUp { After: var after } when after > TimeSpan.Zero:
                HangUpAfter(after);
                break;
            case PartyInput.Timer { Name: "hang-up" } or PartyInput.HangUp when _answeredAt is not null && _result is null:
                Node.Sip(new SipCommand.Bye(_usage));
                End(200, EndedBy.Caller);
                break;
            case PartyInput.Timer { Name: "hang-up" } or PartyInput.HangUp when _result is null:
                Node.Sip(new SipCommand.Cancel(_usage));
                break;
            case PartyInput.Vanish:
                FallSilent();
                break;
        }
    }

    private void Invite()
    {
        _invitedAt = Time.GetTimestamp();
        if (!OpenMedia((ulong)_usage.Value + 1))
        {
            End(0, EndedBy.Nobody);
            return;
        }

        List<HeaderField> headers = [.. _script.Headers];
        if (_script.Prack)
        {
            headers.Add(new HeaderField("Require", "100rel"));
        }

        var body = Offer();
        if (_script.PidfLo is { } pidf)
        {
            headers.Add(new HeaderField("Geolocation", "<cid:location@operator.invalid>"));
            headers.Add(new HeaderField("Geolocation-Routing", "yes"));
            headers.Add(new HeaderField("MIME-Version", "1.0"));
            body = Multipart(body, pidf);
        }

        var uri = SipUri.Parse(_script.RequestUri);
        var request = new RequestSpec(uri, NameAddress.Parse(_script.From), new NameAddress(null, uri, []), headers, body);
        Node.Sip(new SipCommand.Invite(_usage, request, _script.Flow));
        StartTimer(_script.CancelAfter, new PartyInput.Timer("cancel", 0));
    }

    private void OnSip(SipEvent.OfUsage sipEvent)
    {
        switch (sipEvent)
        {
            case SipEvent.Provisional { Response: var provisional, IsReliable: var isReliable }:
                _reliable += isReliable ? 1 : 0;
                if (provisional is { StatusCode: 183, Body.IsEmpty: false })
                {
                    Accept(provisional.Body);
                }

                break;
            case SipEvent.SessionRefreshed:
                _refreshes++;
                break;
            case SipEvent.SessionExpired:
                _expired = true;
                break;
            case SipEvent.Succeeded { Response: var response }:
                _answeredAt = Time.GetTimestamp();
                Accept(response.Body);
                if (_script.HangUpAfter is { } after && _hangUp is null)
                {
                    HangUpAfter(after);
                }

                break;
            case SipEvent.Failed failed:
                End(failed.StatusCode, failed.StatusCode == 487 ? EndedBy.CallerBeforeAnswer : EndedBy.Nobody);
                break;
            case SipEvent.ByeReceived:
                End(200, EndedBy.Gateway);
                break;
            case SipEvent.ReinviteReceived reinvite:
                var answer = Answer(reinvite.Request.Body);
                Node.Sip(new SipCommand.Respond(reinvite.Id, answer is null ? new ResponseSpec(488) : new ResponseSpec(200, Body: answer)));
                break;
            case SipEvent.InDialogRequest request:
                _refreshes += request.Request.Is(SipMethod.Update) && request.Request.Headers.Contains("Session-Expires") ? 1 : 0;
                Node.Sip(new SipCommand.Respond(request.Id, new ResponseSpec(200)));
                break;
        }
    }

    private void HangUpAfter(TimeSpan after)
    {
        if (_hangUp is { } earlier)
        {
            StopTimer(earlier);
        }

        _hangUp = StartTimer(after, new PartyInput.Timer("hang-up", 0));
    }

    private void End(int status, EndedBy by)
    {
        if (_result is not null)
        {
            return;
        }

        _result = new CallerResult(
            _script,
            status,
            _answeredAt is { } at ? Time.GetElapsedTime(_invitedAt, at) : null,
            _heardFirst,
            _answeredAt is { } since ? Time.GetElapsedTime(since) : TimeSpan.Zero,
            by,
            null);
        if (MediaCall is null)
        {
            Finish(null);
        }
        else
        {
            CloseMedia();
        }
    }

    private void Finish(LegStatistics? statistics)
    {
        if (_result is not { } result)
        {
            return;
        }

        Node.Disown(_usage);
        _done(result with
        {
            Statistics = statistics,
            HeardFirst = _heardFirst,
            ReliableResponses = _reliable,
            Refreshes = _refreshes,
            SessionExpired = _expired,
        });
        Dispose();
    }

    private static SipBody Multipart(SipBody sdp, string pidf)
    {
        var text = new StringBuilder();
        text.Append("--").Append(Boundary).Append("\r\nContent-Type: ").Append(sdp.ContentType).Append("\r\n\r\n");
        text.Append(Encoding.UTF8.GetString(sdp.Content.Span));
        text.Append("\r\n--").Append(Boundary).Append("\r\nContent-Type: application/pidf+xml\r\nContent-ID: <location@operator.invalid>\r\n");
        text.Append("Content-Disposition: by-reference;handling=optional\r\n\r\n").Append(pidf).Append("\r\n--").Append(Boundary).Append("--\r\n");
        return new SipBody($"multipart/mixed;boundary=\"{Boundary}\"", Encoding.UTF8.GetBytes(text.ToString()));
    }
}
