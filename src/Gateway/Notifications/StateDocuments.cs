using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Gateway.Acd;
using Gateway.Acd.Statistics;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Sip;

namespace Gateway.Notifications;

/// <summary>Bodies of NOTIFYs: JSON as in NENA-STA-010.3, XML as in RFC 3680 and RFC 4235. Pure.</summary>
internal static class StateDocuments
{
    private static readonly XNamespace RegInfo = "urn:ietf:params:xml:ns:reginfo";
    private static readonly XNamespace DialogInfo = "urn:ietf:params:xml:ns:dialog-info";

    /// <summary>§4.2.1.3. Unstaffed is Inactive; "Unreachable" is for the subscriber alone to say.</summary>
    /// <param name="max">Callers at the same time that the node takes.</param>
    /// <param name="isClosing">The node shuts down.</param>
    public static SipBody Queue(QueueSnapshot queue, string domain, int max, bool isClosing) => Json("QueueState", new JsonObject
    {
        ["queueState"] = new JsonObject
        {
            ["queueUri"] = $"sip:{queue.Queue}@{domain}",
            ["queueLength"] = queue.Waiting + queue.Offering,
            ["queueMaxLength"] = max,
            ["state"] = isClosing ? "Disabled" : queue.Waiting >= max ? "Full" : queue.StaffedAgents > 0 ? "Active" : "Inactive",
        },
    });

    /// <summary>§2.4.2: a centre that is closed, or none of whose queues has an agent, is Unstaffed; one with some such queues works in part.</summary>
    public static SipBody Service(string centre, string domain, IReadOnlyCollection<QueueSnapshot> queues, bool isClosing)
    {
        var staffed = queues.Count(q => q is { StaffedAgents: > 0, IsClosed: false });
        var state = isClosing ? "GoingDown" : staffed == 0 ? "Unstaffed" : staffed < queues.Count ? "Partial" : "Normal";
        return Json("ServiceState", new JsonObject
        {
            ["service"] = new JsonObject { ["name"] = "PSAP", ["domain"] = $"{centre}.{domain}" },
            ["serviceState"] = new JsonObject { ["state"] = state },
            ["securityPosture"] = new JsonObject { ["posture"] = "Green" },
        });
    }

    /// <summary>§2.4.1. Annex and test suite name the element differently: both names are written.</summary>
    public static SipBody Element(string domain, bool isClosing, bool isOverloaded) => Json("ElementState", new JsonObject
    {
        ["elementDomain"] = domain,
        ["elementId"] = domain,
        ["state"] = isClosing ? "GoingDown" : isOverloaded ? "Overloaded" : "Normal",
    });

    /// <summary>§4.2.2.9: what an abandoned call's INVITE said, when it came and when it was given up.</summary>
    public static SipBody Abandoned(CallReceived received, DateTimeOffset invited, DateTimeOffset gaveUp) => Json("AbandonedCall", new JsonObject
    {
        ["invite"] = $"INVITE {received.RequestUri} SIP/2.0\r\nFrom: {received.From}\r\nTo: <{received.RequestUri}>\r\nCall-ID: {received.SipCallId}\r\n\r\n",
        ["inviteTimestamp"] = Time(invited),
        ["cancelTimestamp"] = Time(gaveUp),
    });

    /// <summary>RFC 3680 §5, full state.</summary>
    public static SipBody Registration(AgentId agent, string domain, IReadOnlyList<AgentBinding> bindings, int version)
    {
        var aor = $"sip:{agent}@{domain}";
        var registration = new XElement(
            RegInfo + "registration",
            new XAttribute("aor", aor),
            new XAttribute("id", agent.Value),
            new XAttribute("state", bindings.Count > 0 ? "active" : "terminated"),
            bindings.Select((b, i) => new XElement(
                RegInfo + "contact",
                new XAttribute("id", $"{agent}-{i + 1}"),
                new XAttribute("state", "active"),
                new XAttribute("event", "registered"),
                new XElement(RegInfo + "uri", b.Contact.Text))));
        return Xml("application/reginfo+xml", new XElement(
            RegInfo + "reginfo", new XAttribute("version", version), new XAttribute("state", "full"), registration));
    }

    /// <summary>RFC 4235 §4, full state: no dialog while the agent waits. Who calls is not told.</summary>
    public static SipBody Dialog(AgentId agent, string domain, AgentState state, OfferId? offer, int version)
    {
        var phase = state switch
        {
            AgentState.Reserved => "trying",
            AgentState.Receiving => "early",
            AgentState.InCall => "confirmed",
            _ => null,
        };
        var dialog = phase is null || offer is null ? null : new XElement(
            DialogInfo + "dialog",
            new XAttribute("id", string.Create(CultureInfo.InvariantCulture, $"{offer.Value.Value}")),
            new XAttribute("direction", "recipient"),
            new XElement(DialogInfo + "state", phase));
        return Xml("application/dialog-info+xml", new XElement(
            DialogInfo + "dialog-info",
            new XAttribute("version", version),
            new XAttribute("state", "full"),
            new XAttribute("entity", $"sip:{agent}@{domain}"),
            dialog));
    }

    private static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static SipBody Json(string name, JsonObject document) =>
        new($"application/EmergencyCallData.{name}+json", Encoding.UTF8.GetBytes(document.ToJsonString()));

    private static SipBody Xml(string type, XElement root) =>
        new(type, Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.ToString(SaveOptions.DisableFormatting)));
}
