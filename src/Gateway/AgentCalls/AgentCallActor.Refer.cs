using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls.AgentCalls;
using Gateway.Sip;
using Gateway.Sip.Dialogs;

namespace Gateway.AgentCalls;

/// <summary>
/// REFER of the dialling agent's phone in this call's dialog, whose Replaces names the emergency call: the colleague gets the caller
/// (RFC 3515, RFC 5589 §7: phones send it in either dialog).
/// </summary>
internal sealed partial class AgentCallActor
{
    private CallId? _handingTo;

    /// <summary>Our NOTIFY: its response says nothing that matters.</summary>
    private ClientRequestId? _notice;

    private void Refer(SipEvent.InDialogRequest refer)
    {
        if (ReferRequest.Read(refer.Request) is not { } read)
        {
            Respond(refer.Id, new ResponseSpec(400, "One Refer-To, please"));
        }
        else if (!read.HasReplaces)
        {
            Respond(refer.Id, new ResponseSpec(603, "Only the caller is handed on"));
        }
        else if (refer.Replaces is not { Usage: { } usage, Stage: ReplacedStage.Confirmed } || Colleague is not { } colleague
            || _services.Calls.Find(usage) is not { } call)
        {
            _services.Count("agent_call_refer_unknown");
            Respond(refer.Id, new ResponseSpec(603, "No such call"));
        }
        else
        {
            // Before the 202, with which many phones say BYE.
            _handingTo = call;
            Feed(new AgentCallInput.LegPromised(call));
            Respond(refer.Id, read.Accepted());
            UsageId? told = read.IsQuiet ? null : _dialling!.Usage;
            Tell(told, 100, isLast: false);
            if (!_services.Calls.Post(usage, new CallActorInput.HandoverAsked(usage, Id, Dialling, colleague, read.ReferredBy, told)))
            {
                Tell(told, 603, isLast: true);
                ReferAnswered(603);
            }
        }
    }

    /// <summary>The emergency call has told the phone; when it refuses, the agents talk on.</summary>
    private void ReferAnswered(int status)
    {
        if (status >= 300 && _handingTo is { } call)
        {
            Feed(new AgentCallInput.HandoverOver(call, Done: false));
        }
    }

    private void Tell(UsageId? told, int status, bool isLast)
    {
        if (told is { } usage)
        {
            _notice = _services.SipIds.NewClientRequest();
            _services.Sip(ReferRequest.Notice(usage, _notice.Value, status, isLast));
        }
    }

    private void Respond(ServerRequestId id, ResponseSpec response) => _services.Sip(new SipCommand.Respond(id, response));
}
