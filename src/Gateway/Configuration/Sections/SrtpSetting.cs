using Gateway.Configuration.Json;
using Gateway.Media.Sdp;
using Gateway.Sip.Transport;

namespace Gateway.Configuration.Sections;

/// <summary>"srtp" of a trunk or an agent.</summary>
internal static class SrtpSetting
{
    private static readonly Dictionary<string, SrtpUse> Uses = new()
    {
        ["off"] = SrtpUse.Off,
        ["optional"] = SrtpUse.Optional,
        ["preferred"] = SrtpUse.Preferred,
        ["required"] = SrtpUse.Required,
    };

    /// <summary>Null: not stated.</summary>
    public static SrtpUse? Read(ObjectReader reader) => reader.Get("srtp") is null ? null : reader.Choice("srtp", SrtpUse.Optional, Uses);

    /// <summary>
    /// Where keys would go through the network readable: SDP carries them (RFC 4568 §7), so SRTP is worth what the signalling is. Calls are
    /// made all the same.
    /// </summary>
    public static IEnumerable<string> Warnings(GatewayConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var trunks = configuration.Trunks.Where(t => Offers(t.Srtp)).Select(t => t.Name).ToList();
        if (trunks.Count > 0 && !IsEncrypted(configuration, ListenerRole.Trunk))
        {
            yield return Warning($"the trunk \"{trunks[0]}\"", trunks.Count, "trunks", TrunksSection.File);
        }

        var agents = configuration.Agents.Where(a => Offers(a.Srtp)).Select(a => a.Id.Value).ToList();
        if (agents.Count > 0 && !IsEncrypted(configuration, ListenerRole.Agent))
        {
            yield return Warning($"the agent \"{agents[0]}\"", agents.Count, "agents", AgentsSection.File);
        }
    }

    private static bool Offers(SrtpUse use) => use is SrtpUse.Preferred or SrtpUse.Required;

    private static bool IsEncrypted(GatewayConfiguration configuration, ListenerRole role) => configuration.Listeners.Any(
        l => l.Role.HasFlag(role) && l.Transport is SipTransportKind.Tls or SipTransportKind.Wss);

    private static string Warning(string first, int count, string who, string file) =>
        $"{file}: \"srtp\" of {first}{(count > 1 ? $" and {count - 1} more" : "")} offers keys, and no listener for {who} has transport "
        + "\"tls\" or \"wss\": whoever reads the signalling reads the keys; add such a listener";
}
