using Gateway.Acd;
using Gateway.Calls.AgentCalls;
using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Dialogs;

namespace Gateway.Features;

/// <summary>What agents dial: feature codes and colleagues.</summary>
internal sealed partial class AgentDesk
{
    private void Feature(SipEvent.InviteReceived invite)
    {
        if (_services.Access.User(invite.Request, invite.Flow, _clock.Now, out var challenge) is not { } user)
        {
            _services.Sip(new SipCommand.RespondInvite(invite.Usage, challenge));
            return;
        }

        var agent = new AgentId(user);
        if (invite.Request.Headers.Contains("Replaces"))
        {
            Replace(invite, agent);
            return;
        }

        var tone = FeatureCall.Done;
        switch (FeatureCode.Parse(invite.Request.RequestUri.User))
        {
            case FeatureCode.SetStatus set:
                _services.Acd(new AcdEvent.SetStatus(agent, set.Status, set.Reason, _clock.Now));
                break;
            case FeatureCode.EndWrapUp:
                _services.Acd(new AcdEvent.EndWrapUp(agent));
                break;
            case FeatureCode.ExtendWrapUp:
                _services.Acd(new AcdEvent.ExtendWrapUp(agent));
                break;
            case FeatureCode.PauseRecording recording when _services.PauseRecording(agent, recording.Pause):
                break;
            case FeatureCode.Label label when _services.Label(agent, label.Word):
                break;
            default:
                if (Colleague(invite, agent) is { } colleague)
                {
                    Dial(invite, agent, new AgentCallTarget.Colleague(colleague));
                    return;
                }

                tone = FeatureCall.NotUnderstood;
                break;
        }

        _services.Router.Own(invite.Usage, e => Post(new Input.Sip(e)));
        var call = FeatureCall.Answer(
            invite,
            tone,
            new MediaCallId(++_lastMediaCall),
            _services.CallScheduler,
            _services.RtpPorts,
            _services.Sip,
            _services.Media(),
            _services.Security.OfAgent(agent),
            gone => Post(new Input.FeatureGone(gone)));
        if (call is null)
        {
            _services.Router.Disown(invite.Usage);
        }
        else
        {
            _features[invite.Usage] = call;
        }
    }

    private void Dial(SipEvent.InviteReceived invite, AgentId agent, AgentCallTarget target)
    {
        if (!_services.Dial(invite, agent, target))
        {
            _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(503, "Too many calls between agents")));
        }
    }

    private void Replace(SipEvent.InviteReceived invite, AgentId agent)
    {
        var call = invite.Replaces?.Usage is { } usage ? _services.CallOf(usage) : null;
        if (ReplaceRefusal(invite.Replaces, call is not null) is { } refusal)
        {
            _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(refusal.Status, refusal.Reason)));
        }
        else
        {
            Dial(invite, agent, new AgentCallTarget.Other(call!.Value, invite.Replaces!.Stage == ReplacedStage.Confirmed));
        }
    }

    /// <summary>RFC 3891 §3: what can be said without asking the call; null: it is asked.</summary>
    /// <param name="isCallers">The dialog belongs to a caller's call.</param>
    internal static (int Status, string Reason)? ReplaceRefusal(ReplacedDialog? replaced, bool isCallers) => replaced switch
    {
        null => (400, "One Replaces with both tags, please"),
        { Stage: ReplacedStage.Ending } => (603, "It is over"),
        { Stage: ReplacedStage.Confirmed, Header.EarlyOnly: true } => (486, "Answered already"),
        { Stage: ReplacedStage.Early or ReplacedStage.Confirmed } when isCallers => null,
        { Stage: ReplacedStage.Early or ReplacedStage.Confirmed } => (403, "Only a caller's call is picked up"),
        _ => (481, "No such dialog"),
    };

    /// <summary>Another agent of the installation whom the agent dials.</summary>
    private AgentId? Colleague(SipEvent.InviteReceived invite, AgentId agent) =>
        _services.Configuration().Agents.FirstOrDefault(a => a.Id.Value == invite.Request.RequestUri.UserName && a.Id != agent)?.Id;
}
