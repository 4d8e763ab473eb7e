using System.Globalization;
using System.Net;
using System.Text;
using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>What a caller's leg is taken up again from, after a restart.</summary>
/// <param name="Usage">The SIP stack has adopted the dialog under it.</param>
/// <param name="LocalSdp">Our description as the run before journalled it, or null.</param>
/// <param name="Raise">How much our description's version is raised: descriptions whose journalling was cut off may have used the next ones.</param>
/// <param name="Codecs">The trunk's, in order of preference; null: PCMA, PCMU.</param>
public sealed record CallerLegResume(
    UsageId Usage, string? LocalSdp, ulong Raise, MediaCallId Call, LegId Leg, RtpPorts Ports, IReadOnlyList<AudioCodec>? Codecs = null)
{
    /// <summary>See <see cref="CallerLegStart.MediaNetworks"/>.</summary>
    public IReadOnlyList<IPNetwork> MediaNetworks { get; init; } = [];

    /// <summary>See <see cref="CallerLegStart.Srtp"/>. Its keys are new ones: those of before are nowhere kept.</summary>
    public LocalSrtp? Srtp { get; init; }
}

/// <summary>
/// A caller's leg in phase Resuming: the re-INVITE with new ports, and what may cross it. Requests of the peer, BYE and commands are those of
/// every phase; here is what differs.
/// </summary>
internal static class CallerLegResumption
{
    /// <summary>
    /// For the caller's side to answer the re-INVITE; then the leg ends with BYE. As long as the INVITE is sent again (64*T1, RFC 3261
    /// §17.1.1.2): nobody who could still answer is given up, and nobody else waits for it.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(32);

    private static readonly LegTimer LimitTimer = new(LegTimerName.Resume);
    private static readonly LegTimer AgainTimer = new(LegTimerName.ResumeAgain);

    public static void Start(LegTurn turn, CallerLegResume resume)
    {
        var media = turn.State.Media;
        var offer = OfferAnswer.Offer(media.Local, media.Description);
        turn.Send(new MediaCommand.OpenLeg(resume.Call, resume.Leg, LegRole.Caller, resume.Ports)
        {
            MediaNetworks = resume.MediaNetworks,
            AwaitsKeys = Security.HasKeys(offer),
        });
        turn.State = turn.State with { Media = media with { Description = offer } };
    }

    /// <summary>Our side as it was: the session id stays, and the codec that was in use comes first.</summary>
    public static LegMedia MediaOf(CallerLegResume resume)
    {
        var local = new LocalMedia((ulong)resume.Leg.Value, resume.Ports);
        local = local with { Codecs = resume.Codecs ?? local.Codecs, Srtp = Security.Of(resume.Srtp, LegRole.Caller) };
        var before = resume.LocalSdp is { } text && SdpParser.TryParse(Encoding.UTF8.GetBytes(text), out var parsed, out _) ? parsed : null;
        return before is null
            ? new LegMedia(local)
            : new LegMedia(
                local.Continuing(before), before with { Origin = before.Origin with { Version = before.Origin.Version + resume.Raise } });
    }

    /// <returns>False: the input means what it means in every phase.</returns>
    public static bool Takes(LegTurn turn, CallerLegState state, LegInput input)
    {
        switch (input)
        {
            case LegInput.TakeUp:
                turn.Start(LimitTimer.Name, Limit);
                Reinvite(turn, state);
                return true;
            case LegInput.TimerFired { Timer: var timer } when timer == LimitTimer:
                Fail(turn, "the re-INVITE was not answered in time");
                return true;
            case LegInput.TimerFired { Timer: var timer } when timer == AgainTimer:
                Reinvite(turn, state);
                return true;
            case LegInput.Sip { Event: SipEvent.RequestFinished finished } when finished.Id == state.Reinvite:
                Finished(turn, state, finished);
                return true;
            case LegInput.Sip { Event: SipEvent.ReinviteReceived theirs } when theirs.Usage == state.Usage:
                // It crossed ours, and says where the caller's media goes: as good as an answer.
                InDialog.Reinvite(turn, theirs);
                if (turn.State.Media.Format is not null)
                {
                    Established(turn);
                }

                return true;
            default:
                return false;
        }
    }

    private static void Reinvite(LegTurn turn, CallerLegState state)
    {
        var id = turn.Ids.NewClientRequest();
        turn.State = state with { Reinvite = id };
        turn.Send(new SipCommand.SendInDialog(state.Usage, id, SipMethod.Invite, [InDialog.Allow], InDialog.Body(state.Media.Description!)));
    }

    private static void Finished(LegTurn turn, CallerLegState state, SipEvent.RequestFinished finished)
    {
        if (finished.Response is not { IsSuccess: true } response)
        {
            if (Again(finished) is { } delay)
            {
                turn.Start(AgainTimer.Name, delay);
            }
            else
            {
                Fail(turn, $"the re-INVITE got {finished.StatusCode}");
            }

            return;
        }

        var (offer, local) = (state.Media.Description!, state.Media.Local);
        var body = SdpBody.Of(response);
        if (!body.IsPresent)
        {
            // The dialog lives, and the latch finds the caller: a session without an answer is better than none.
            var guess = new LegFormat(
                local.Codecs[0], local.Codecs[0] == AudioCodec.Pcma ? (byte)8 : (byte)0, local.TelephoneEventPayloadType, null, null, false,
                MediaDirection.SendReceive);
            turn.Count("resumed_without_answer");
            InDialog.Settle(turn, new NegotiationResult.Agreed(offer, guess, RemoteHolds: false));
            Established(turn);
            return;
        }

        var result = body.Session is { } answer ? OfferAnswer.AcceptAnswer(offer, answer, local) : new NegotiationResult.Failed(body.Error);
        if (result is NegotiationResult.Agreed agreed)
        {
            InDialog.Settle(turn, agreed);
            Established(turn);
        }
        else
        {
            Fail(turn, ((NegotiationResult.Failed)result).Detail);
        }
    }

    /// <summary>500 with Retry-After: the peer's own re-INVITE to the run before is still open (RFC 3261 §14.2). 491 is the stack's.</summary>
    private static TimeSpan? Again(SipEvent.RequestFinished finished) =>
        finished is { StatusCode: 500 or 503, Response: { } response }
        && int.TryParse(response.Headers["Retry-After"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < Limit.TotalSeconds
            ? TimeSpan.FromSeconds(Math.Max(seconds, 1))
            : null;

    private static void Established(LegTurn turn)
    {
        turn.Stop(LimitTimer.Name);
        turn.Stop(AgainTimer.Name);
        turn.State = (CallerLegState)turn.State with { Phase = CallerLegPhase.Confirmed };
        turn.Tell(new LegEvent.Established(Early: false));
    }

    private static void Fail(LegTurn turn, string detail)
    {
        turn.Send(new SipCommand.Bye(((CallerLegState)turn.State).Usage, LegReasons.Restarted));
        CallerLegMachine.End(turn, CallerEnding.NotResumed, detail: detail);
    }
}
