using Gateway.Features;
using Gateway.Notifications;
using Gateway.Signalling;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Overload;
using Gateway.Sip.Transport;
using Gateway.TestCalls;

namespace Gateway.Composition;

/// <summary>Who is told of what the SIP loop receives.</summary>
internal sealed partial class GatewayRuntime
{
    void ISipServices.Admit(SipEvent.InviteReceived invite, string trunk) => _admission.Admit(invite, trunk);

    void ISipServices.Test(SipEvent.InviteReceived invite, string trunk) => TestCalls.Post(new TestCallDesk.Input.Call(invite, trunk));

    void ISipServices.Feature(SipEvent.InviteReceived invite) => Agents.Post(new AgentDesk.Input.Feature(invite));

    void ISipServices.Subscribe(SipEvent.SubscribeReceived subscribe, string? trunk)
    {
        if (trunk is not null)
        {
            Notifications.Post(new NotificationDesk.Input.Subscribe(subscribe, trunk, null));
        }
        else
        {
            Agents.Post(new AgentDesk.Input.Subscribe(
                subscribe, agent => Notifications.Post(new NotificationDesk.Input.Subscribe(subscribe, null, agent))));
        }
    }

    void ISipServices.Unsubscribed(SubscriptionId id) => Notifications.Post(new NotificationDesk.Input.Ended(id));

    void ISipServices.Register(SipEvent.RequestReceived request) => Agents.Post(new AgentDesk.Input.Register(request));

    void ISipServices.FlowClosed(SipFlow flow) => Agents.Post(new AgentDesk.Input.FlowClosed(flow));

    void ISipServices.TrunkHeard(string trunk) => Trunks.Heard(trunk);

    OverloadControl ISipServices.OverloadOf(string trunk) => _admission.OverloadOf(trunk);

    HeaderField? ISipServices.Authorize(string trunk, SipResponse challenge, SipRequest request) =>
        _credentials.Answer(Configuration.Trunk(trunk)?.Register, challenge, request.Method, request.RequestUri);
}
