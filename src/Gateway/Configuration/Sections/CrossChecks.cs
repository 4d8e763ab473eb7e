using System.Net;
using Gateway.Configuration.Json;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Configuration.Sections;

/// <summary>What no file can be checked for alone: names across files, addresses that collide, sample passwords in the open.</summary>
internal static class CrossChecks
{
    public static void Run(
        ConfigurationFolder folder,
        GatewaySection gateway,
        IReadOnlyList<Placed<TrunkOptions>> trunks,
        IReadOnlyList<CentreOptions> centres,
        IReadOnlyList<AgentAccount> agents)
    {
        DefaultCentre(folder, gateway, centres);
        Listeners(folder, gateway);
        MediaPorts(folder, gateway);
        Trunks(folder, trunks);
        TrunkCertificates(folder, gateway, trunks);
        SampleSecrets(folder, gateway);
        Staff(folder, centres, agents);
    }

    private static void DefaultCentre(ConfigurationFolder folder, GatewaySection gateway, IReadOnlyList<CentreOptions> centres)
    {
        if (gateway.DefaultCentre is { } code && centres.All(c => c.Code != code))
        {
            folder.Errors.Add(gateway.DefaultCentreAt.Error(
                $"There is no centre \"{code}\" in {CentresSection.File}", Nearest.Suggest(code, [.. centres.Select(c => c.Code)])));
        }
    }

    private static void Listeners(ConfigurationFolder folder, GatewaySection gateway)
    {
        var all = gateway.Listeners;
        foreach (var role in new[] { ListenerRole.Trunk, ListenerRole.Agent })
        {
            if (!all.Any(l => l.Value.Role.HasFlag(role)))
            {
                folder.Errors.Add(new ConfigurationError(
                    GatewaySection.File, 0, "sip.listeners", $"No listener has the role {role.ToString().ToLowerInvariant()}",
                        "Add one with that role or with \"both\""));
            }
        }

        for (var i = 0; i < all.Count; i++)
        {
            var (listener, at) = all[i];
            foreach (var (other, _) in all.Take(i))
            {
                if (other.Name == listener.Name && other.Transport == listener.Transport
                    && other.Bind.AddressFamily == listener.Bind.AddressFamily)
                {
                    folder.Errors.Add(
                        at.Error($"The listener \"{listener.Name}\" is there twice for this transport", "Give one of them another name"));
                }

                if (other.Transport.IsReliable() == listener.Transport.IsReliable() && Collide(other.Bind, listener.Bind))
                {
                    folder.Errors.Add(at.Error(
                        $"{(listener.Transport.IsReliable() ? "TCP" : "UDP")} port {listener.Bind.Port} is already taken by the listener \"{other.Name}\"",
                            "Take another port or address"));
                }
            }

            if (listener.Transport.IsReliable() && Collide(listener.Bind, gateway.Http.Endpoint))
            {
                folder.Errors.Add(gateway.HttpAt.Error(
                    $"Port {listener.Bind.Port} is already taken by the listener \"{listener.Name}\"", "Take another port for http"));
            }
        }
    }

    private static void MediaPorts(ConfigurationFolder folder, GatewaySection gateway)
    {
        var media = gateway.Media;
        foreach (var (listener, at) in gateway.Listeners)
        {
            var port = listener.Bind.Port;
            if (listener.Transport == SipTransportKind.Udp && port > 0 && port >= media.FirstPort && port <= media.LastPort
                && Collide(listener.Bind, new IPEndPoint(media.Bind, port)))
            {
                folder.Errors.Add(at.Error(
                    $"UDP port {port} lies among the RTP ports {media.FirstPort}-{media.LastPort}",
                        "Move the listener or \"media.ports\""));
            }
        }

        var legs = (media.LastPort - media.FirstPort + 1) / 2;
        var calls = gateway.Limits.MaxCalls;
        if (media.FirstPort > 0 && legs < 2 * calls)
        {
            folder.Errors.Add(gateway.MediaAt.Error(
                $"{media.FirstPort}-{media.LastPort} is enough for {legs} legs, but {calls} calls (limits.maxCalls) need {2 * calls}",
                "Widen \"media.ports\" to four ports a call or lower \"limits.maxCalls\""));
        }
    }

    private static void Trunks(ConfigurationFolder folder, IReadOnlyList<Placed<TrunkOptions>> trunks)
    {
        for (var i = 0; i < trunks.Count; i++)
        {
            var (trunk, at) = trunks[i];
            foreach (var (other, _) in trunks.Take(i))
            {
                if (trunk.Name.Length > 0 && other.Name == trunk.Name)
                {
                    folder.Errors.Add(at.Error($"The trunk \"{trunk.Name}\" is there twice", "Give one of them another name"));
                }

                foreach (var shared in trunk.Networks.Where(n => other.Networks.Any(o => Overlap(n, o))))
                {
                    folder.Errors.Add(at.Error(
                        $"The network {shared} also belongs to the trunk \"{other.Name}\", so a call's trunk would depend on the order",
                        "Give each address to one trunk"));
                }
            }
        }
    }

    private static void TrunkCertificates(ConfigurationFolder folder, GatewaySection gateway, IReadOnlyList<Placed<TrunkOptions>> trunks)
    {
        var asks = gateway.Listeners.Any(
            l => l.Value.Role.HasFlag(ListenerRole.Trunk) && l.Value.Tls is { ClientCertificates: not ClientCertificates.None });
        for (var i = 0; i < trunks.Count; i++)
        {
            var (trunk, at) = trunks[i];
            if (trunk.CertificateNames.Count > 0 && !asks)
            {
                folder.Errors.Add(at.Error(
                    $"The trunk \"{trunk.Name}\" is known by certificate, but no listener for trunks asks for one",
                    "Add a listener with \"transport\": \"tls\" and \"clientCertificates\": \"request\""));
            }

            foreach (var (other, _) in trunks.Take(i))
            {
                foreach (var shared in trunk.CertificateNames.Intersect(other.CertificateNames, StringComparer.OrdinalIgnoreCase))
                {
                    folder.Errors.Add(at.Error(
                        $"The certificate name \"{shared}\" also belongs to the trunk \"{other.Name}\"", "Give each name to one trunk"));
                }
            }
        }
    }

    /// <summary>Everybody can read the sample's passwords, so they open doors on this machine only.</summary>
    private static void SampleSecrets(ConfigurationFolder folder, GatewaySection gateway)
    {
        var open = gateway.Listeners.FirstOrDefault(l => !IPAddress.IsLoopback(l.Value.Bind.Address)).Value?.Bind
            ?? (IPAddress.IsLoopback(gateway.Http.Endpoint.Address) ? null : gateway.Http.Endpoint);
        if (open is null)
        {
            return;
        }

        foreach (var at in folder.SampleSecrets)
        {
            folder.Errors.Add(at.Error(
                $"This is a published sample password (\"{ConfigurationFolder.SamplePrefix}…\"), and other machines can reach {open}",
                "Set a password of your own, or bind everything to 127.0.0.1"));
        }
    }

    private static void Staff(ConfigurationFolder folder, IReadOnlyList<CentreOptions> centres, IReadOnlyList<AgentAccount> agents)
    {
        var staffed = agents.SelectMany(a => a.Tiers).Select(t => t.Queue).ToHashSet();
        foreach (var queue in centres.SelectMany(c => c.Queues).Where(q => !staffed.Contains(q.Id) && q.Overflow.Count == 0))
        {
            folder.Errors.Add(new ConfigurationError(
                AgentsSection.File, 0, "",
                    $"Nobody works for the queue \"{queue.Id}\" and it overflows nowhere, so its callers would wait for ever",
                "Give an agent a tier of it, or the queue an overflow step"));
        }
    }

    private static bool Collide(IPEndPoint a, IPEndPoint b) =>
        a.Port == b.Port && a.Port != 0
        && (a.Address.Equals(b.Address)
            || a.Address.Equals(IPAddress.IPv6Any) || b.Address.Equals(IPAddress.IPv6Any)
            || (a.AddressFamily == b.AddressFamily && (a.Address.Equals(IPAddress.Any) || b.Address.Equals(IPAddress.Any))));

    private static bool Overlap(IPNetwork a, IPNetwork b) =>
        a.BaseAddress.AddressFamily == b.BaseAddress.AddressFamily && (a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress));
}
