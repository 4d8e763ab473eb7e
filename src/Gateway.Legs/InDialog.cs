using Gateway.Media.Engine;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>Requests in a dialog, answered per leg, never relayed: re-INVITE, UPDATE, OPTIONS, INFO (RFC 3261 §14, 3311, 6086).</summary>
internal static class InDialog
{
    public static readonly HeaderField Allow = new("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK");
    private const int StatusOk = 200;
    private static readonly SipMethod[] Known =
        [SipMethod.Refer, SipMethod.Subscribe, SipMethod.Notify, SipMethod.Message, SipMethod.Register];

    private static readonly HeaderField Accept = new("Accept", "application/sdp");

    /// <summary>A body of ours.</summary>
    public static SipBody Body(SessionDescription description) => new("application/sdp", description.ToBytes());

    /// <summary>A re-INVITE: our answer, or our offer when it has none.</summary>
    public static void Reinvite(LegTurn turn, SipEvent.ReinviteReceived reinvite)
    {
        if (SdpBody.Of(reinvite.Request) is { IsPresent: true } body)
        {
            Answer(turn, reinvite.Id, body);
            return;
        }

        var media = turn.State.Media;
        var offer = OfferAnswer.Offer(media.Local, media.Description);
        turn.State = turn.State with { Media = media with { Description = offer, AwaitsAnswer = true } };
        turn.Send(new SipCommand.Respond(reinvite.Id, new ResponseSpec(StatusOk, Headers: [Allow], Body: Body(offer))));
    }

    /// <summary>Any other request. Whatever we do not know fails alone and leaves the dialog as it is (RFC 5057 §5.1).</summary>
    public static void Request(LegTurn turn, SipEvent.InDialogRequest asked)
    {
        var request = asked.Request;
        if (request.Is(SipMethod.Update))
        {
            Update(turn, asked);
        }
        else if (request.Is(SipMethod.Options))
        {
            turn.Send(new SipCommand.Respond(asked.Id, new ResponseSpec(StatusOk, Headers: [Allow, Accept])));
        }
        else if (request.Is(SipMethod.Info))
        {
            turn.Send(new SipCommand.Respond(asked.Id, new ResponseSpec(StatusOk)));
            if (DtmfInfo.Digit(request) is { } digit)
            {
                turn.Tell(new LegEvent.Dtmf(digit));
            }
        }
        else
        {
            var known = Known.Contains(request.Method);
            turn.Send(new SipCommand.Respond(asked.Id, new ResponseSpec(known ? 405 : 501, Headers: [Allow])));
            turn.Count($"in_dialog_{(known ? request.Method.Name : "unknown")}");
        }
    }

    /// <summary>The ACK to a 2xx of ours, with an answer when the 2xx had our offer. Without a usable one, what was stays.</summary>
    public static void Acknowledged(LegTurn turn, SipRequest ack)
    {
        var media = turn.State.Media;
        if (!media.AwaitsAnswer || media.Description is not { } offer)
        {
            return;
        }

        turn.State = turn.State with { Media = media with { AwaitsAnswer = false } };
        if (SdpBody.Of(ack).Session is { } answer)
        {
            TakeAnswer(turn, offer, answer);
        }
        else
        {
            turn.Count("ack_without_answer");
        }
    }

    /// <summary>PRACK with SDP: the answer to our offer in a reliable 1xx, or an offer (RFC 3262 §5).</summary>
    public static void Prack(LegTurn turn, SipEvent.PrackReceived prack)
    {
        if (prack.Id is not { } id)
        {
            return;
        }

        var body = SdpBody.Of(prack.Prack);
        if (!turn.State.Media.AwaitsAnswer || turn.State.Media.Description is not { } offer)
        {
            Answer(turn, id, body);
            return;
        }

        turn.Send(new SipCommand.Respond(id, new ResponseSpec(StatusOk)));
        turn.State = turn.State with { Media = turn.State.Media with { AwaitsAnswer = false } };
        if (body.Session is { } answer)
        {
            TakeAnswer(turn, offer, answer);
        }
        else
        {
            turn.Count("prack_without_answer");
        }
    }

    /// <summary>The 2xx to a refresh that the stack sent: what the peer answers to our description may have changed.</summary>
    public static void Refreshed(LegTurn turn, SipResponse response)
    {
        if (turn.State.Media is { AwaitsAnswer: false, Description: { } offer } && SdpBody.Of(response).Session is { } answer)
        {
            TakeAnswer(turn, offer, answer);
        }
    }

    /// <summary>Puts a result into force: state, media engine, and the call when a hold begins or ends.</summary>
    public static void Settle(LegTurn turn, NegotiationResult.Agreed agreed)
    {
        var before = turn.State.Media;
        turn.State = turn.State with
        {
            Media = new LegMedia(before.Local, agreed.Local, agreed.Format, agreed.RemoteHolds),
        };

        // A refresh with the same SDP must not disturb the engine's latch.
        if (agreed.Format != before.Format)
        {
            turn.Send(new MediaCommand.SetFormat(turn.State.Call, turn.State.Leg, agreed.Format));
        }

        if (agreed.RemoteHolds != before.RemoteHolds)
        {
            turn.Tell(agreed.RemoteHolds ? new LegEvent.Held() : new LegEvent.Resumed());
        }
    }

    /// <summary>488 with Warning 305 and what we could do (RFC 3261 §21.4.26, §20.43).</summary>
    public static ResponseSpec NotAcceptableHere(LocalMedia local, string detail) => new(
        488,
        Headers: [new HeaderField("Warning", $"305 {local.Address} \"Incompatible media format: {Quotable(detail)}\"")],
        Body: Body(OfferAnswer.Capabilities(local)));

    /// <summary>After the end: the stack has the last word on the dialog, nobody may be left waiting.</summary>
    public static void Over(LegTurn turn, ServerRequestId id) => turn.Send(new SipCommand.Respond(id, new ResponseSpec(481)));

    private static void TakeAnswer(LegTurn turn, SessionDescription offer, SessionDescription answer)
    {
        if (OfferAnswer.AcceptAnswer(offer, answer, turn.State.Media.Local) is NegotiationResult.Agreed agreed)
        {
            Settle(turn, agreed);
        }
        else
        {
            turn.Count("answer_without_common_codec");
        }
    }

    /// <summary>Whose turn it is has been checked by the stack (RFC 3311 §5.2).</summary>
    private static void Update(LegTurn turn, SipEvent.InDialogRequest asked)
    {
        var body = SdpBody.Of(asked.Request);
        if (!body.IsPresent)
        {
            turn.Send(new SipCommand.Respond(asked.Id, new ResponseSpec(StatusOk, Headers: [Allow])));
        }
        else
        {
            Answer(turn, asked.Id, body);
        }
    }

    private static void Answer(LegTurn turn, ServerRequestId id, SdpBody body)
    {
        var media = turn.State.Media;
        var result = body.Session is { } offer
            ? OfferAnswer.Answer(offer, media.Local, media.Description)
            : new NegotiationResult.Failed(body.Error);
        if (result is NegotiationResult.Agreed agreed)
        {
            turn.Send(new SipCommand.Respond(id, new ResponseSpec(StatusOk, Headers: [Allow], Body: Body(agreed.Local))));
            Settle(turn, agreed);
        }
        else
        {
            // The session goes on as it was (RFC 3261 §14.2).
            turn.Send(new SipCommand.Respond(id, NotAcceptableHere(media.Local, ((NegotiationResult.Failed)result).Detail)));
            turn.Count("reoffer_not_acceptable");
        }
    }

    private static string Quotable(string text) =>
        string.Concat(text.Take(200).Select(c => c is '"' or '\\' || char.IsControl(c) ? '\'' : c));
}
