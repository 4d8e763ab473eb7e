using Gateway.Configuration;
using Gateway.Operations;
using Gateway.Sip.Transport;

namespace Gateway.Signalling;

/// <summary>
/// Sources as the configuration in force knows them: a trunk by the certificate that its connection showed, or by its network. Where a trunk
/// has certificate names, TLS without such a certificate is not enough; nor is UDP or TCP, if it is strict.
/// </summary>
internal sealed class ConfiguredSources(Func<GatewayConfiguration> configuration, AlarmBoard alarms) : ISources
{
    private static readonly Source AgentSide = new Source.AgentSide();
    private static readonly Source Unknown = new Source.Unknown();

    public Source Of(SipFlow flow)
    {
        var current = configuration();
        var role = current.Listeners.FirstOrDefault(l => l.Name == flow.Listener)?.Role ?? ListenerRole.None;
        if (role.HasFlag(ListenerRole.Trunk) && (ByCertificate(current, flow) ?? ByNetwork(current, flow)) is { } trunk)
        {
            return new Source.Trunk(trunk.Name);
        }

        return role.HasFlag(ListenerRole.Agent) ? AgentSide : Unknown;
    }

    private TrunkOptions? ByCertificate(GatewayConfiguration current, SipFlow flow)
    {
        if (flow.Peer is not { } certificate || current.TrunkOf(certificate) is not { } trunk)
        {
            return null;
        }

        switch (certificate.Trust)
        {
            case CertificateTrust.Valid:
                return trunk;
            case CertificateTrust.OutOfDate when !trunk.Strict && current.TrunkOf(flow.Remote.Address)?.Name == trunk.Name:
                alarms.Raise(
                    "trunk_certificate_date",
                    AlarmSeverity.Critical,
                    $"trunk {trunk.Name} shows a certificate that is out of date (until {certificate.NotAfter:yyyy-MM-dd}); its calls are taken "
                        + "because they come from its own network: let the operator renew it");
                return trunk;
            default:
                alarms.Raise(
                    "trunk_certificate_refused",
                    AlarmSeverity.Critical,
                    $"{flow.Remote.Address} shows a certificate in the name of trunk {trunk.Name} that is "
                        + (certificate.Trust == CertificateTrust.OutOfDate ? "out of date" : "not trusted") + ": it is not taken for the trunk");
                return null;
        }
    }

    private static TrunkOptions? ByNetwork(GatewayConfiguration current, SipFlow flow) =>
        current.TrunkOf(flow.Remote.Address) is { } trunk && (trunk.CertificateNames.Count == 0 || (!trunk.Strict && !flow.Transport.IsSecure()))
            ? trunk : null;
}
