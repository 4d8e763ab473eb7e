using Gateway.Acd;
using Gateway.Media.Engine;
using Gateway.Sip;

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
            case FeatureCode.Label label when _services.Label(agent, label.Word):
                break;
            default:
                if (Colleague(invite, agent) is { } colleague)
                {
                    if (!_services.Consult(invite, agent, colleague))
                    {
                        _services.Sip(new SipCommand.RespondInvite(invite.Usage, new ResponseSpec(503, "Too many calls between agents")));
                    }

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

    /// <summary>Another agent of the installation whom the agent dials.</summary>
    private AgentId? Colleague(SipEvent.InviteReceived invite, AgentId agent) =>
        _services.Configuration().Agents.FirstOrDefault(a => a.Id.Value == invite.Request.RequestUri.UserName && a.Id != agent)?.Id;
}
