using Gateway.Configuration;
using Gateway.Sip.Transport;

namespace Gateway.Signalling;

/// <summary>Sources as the configuration in force knows them.</summary>
internal sealed class ConfiguredSources(Func<GatewayConfiguration> configuration) : ISources
{
    private static readonly Source AgentSide = new Source.AgentSide();
    private static readonly Source Unknown = new Source.Unknown();

    public Source Of(SipFlow flow)
    {
        var current = configuration();
        var role = current.Listeners.FirstOrDefault(l => l.Name == flow.Listener)?.Role ?? ListenerRole.None;
        if (role.HasFlag(ListenerRole.Trunk) && current.TrunkOf(flow.Remote.Address) is { } trunk)
        {
            return new Source.Trunk(trunk.Name);
        }

        return role.HasFlag(ListenerRole.Agent) ? AgentSide : Unknown;
    }
}
