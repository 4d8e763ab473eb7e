using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;

namespace Gateway.Legs;

/// <summary>Offer/answer in the early dialogs of an offer to an agent: kept per dialog, put into force by the 200 of one of them.</summary>
internal static class EarlyAnswers
{
    /// <summary>The first description in a reliable 1xx is the answer (RFC 3261 §13.2.1); later ones say nothing.</summary>
    public static AgentLegState Take(LegTurn turn, AgentLegState state, SipEvent.Provisional provisional)
    {
        var tag = RemoteTag(provisional.Response);
        if (Find(state, provisional.Usage, tag) is not null || SdpBody.Of(provisional.Response).Session is not { } answer)
        {
            return state;
        }

        if (OfferAnswer.AcceptAnswer(state.Media.Description!, answer, state.Media.Local) is NegotiationResult.Agreed agreed)
        {
            return state with { EarlyAnswers = [.. state.EarlyAnswers, new EarlyAnswer(provisional.Usage, tag, agreed)] };
        }

        turn.Count("early_answer_not_acceptable");
        return state;
    }

    /// <summary>UPDATE with an offer before the 200; the stack lets it through only where an answer came before (RFC 3311 §5.2).</summary>
    public static void Update(LegTurn turn, AgentLegState state, SipEvent.InDialogRequest asked)
    {
        var body = SdpBody.Of(asked.Request);
        var before = Find(state, asked.Usage, asked.Request.From.Tag ?? "");
        var result = before is null || body.Session is not { } offer
            ? new NegotiationResult.Failed(before is null ? "nothing was agreed before" : body.Error)
            : OfferAnswer.Answer(offer, state.Media.Local, before.Agreed.Local);
        if (result is NegotiationResult.Agreed agreed)
        {
            turn.State = state with
            {
                EarlyAnswers = [.. state.EarlyAnswers.Select(e => e == before ? e with { Agreed = agreed } : e)],
            };
            turn.Send(new SipCommand.Respond(
                asked.Id, new ResponseSpec(200, Headers: [InDialog.Allow], Body: InDialog.Body(agreed.Local))));
        }
        else
        {
            var detail = ((NegotiationResult.Failed)result).Detail;
            turn.Send(new SipCommand.Respond(asked.Id, InDialog.NotAcceptableHere(state.Media.Local, detail)));
        }
    }

    /// <summary>What a 200 settles: what its early dialog agreed, else the answer in it.</summary>
    public static NegotiationResult Result(AgentLegState state, SipEvent.Succeeded succeeded)
    {
        if (Find(state, succeeded.Usage, RemoteTag(succeeded.Response)) is { } early)
        {
            return early.Agreed;
        }

        var body = SdpBody.Of(succeeded.Response);
        return body.Session is { } answer
            ? OfferAnswer.AcceptAnswer(state.Media.Description!, answer, state.Media.Local)
            : new NegotiationResult.Failed(body.IsPresent ? body.Error : "200 without SDP");
    }

    private static EarlyAnswer? Find(AgentLegState state, UsageId usage, string tag) =>
        state.EarlyAnswers.FirstOrDefault(e => e.Usage == usage && e.RemoteTag == tag);

    private static string RemoteTag(SipResponse response) => response.Headers.Contains("To") ? response.To.Tag ?? "" : "";
}
