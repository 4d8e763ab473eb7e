using System.Globalization;
using System.Text;
using Gateway.Acd.Configuration;
using Gateway.Configuration.Json;
using Gateway.Media.Engine;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Configuration;

/// <summary>What a configuration would do, for the verb <c>check</c>. Shows no secret.</summary>
public static class ConfigurationSummary
{
    /// <summary>Lines of plain text.</summary>
    public static string Write(GatewayConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var text = new StringBuilder();
        Node(configuration, text);
        Trunks(configuration, text);
        Centres(configuration, text);
        Location(configuration, text);
        return text.ToString();
    }

    private static void Node(GatewayConfiguration c, StringBuilder text)
    {
        Line(text, $"Node {c.Node}, domain {c.Domain}, configuration {c.Version} from {c.Directory}");
        foreach (var listener in c.Listeners)
        {
            var seen = listener.Advertise is null ? "" : $", seen as {listener.Advertise}:{listener.AdvertisePort ?? listener.Bind.Port}";
            var transport = listener.Transport.ToString().ToUpperInvariant();
            Line(text, $"  SIP {transport} {listener.Bind} for {Role(listener.Role)} (\"{listener.Name}\"{seen}){Tls(listener)}");
        }

        var ports = c.Media.FirstPort == 0 ? "ports that the system chooses" : $"ports {c.Media.FirstPort}-{c.Media.LastPort}";
        Line(text, $"  RTP {c.Media.Bind}, {ports}, {Count(c.Media.Loops, "loop")} by {Way(c.Media.Way)}; prompts from {c.Media.Prompts}");
        Line(text, $"  HTTP {c.Http.Endpoint}, {(c.Http.Token is null ? "no token (loopback)" : "with token")}");
        var recordings = c.Storage.Recordings is null ? "calls are not recorded" : $"recordings in {c.Storage.Recordings}";
        var sealedBy = c.Recordings.Keys switch
        {
            { Newest: null } => ", in the clear",
            { All: [var only] } => $", sealed with key {only.Id}",
            var keys => $", sealed with key {keys.Newest!.Id}; {string.Join(", ", keys.All.Skip(1).Select(k => k.Id))} open older ones",
        };
        Line(text, $"  Data in {c.Storage.Directory}; {recordings}{(c.Storage.Recordings is null ? "" : sealedBy)}");
        if (c.Recordings.DeleteOldestAfter is { } oldest)
        {
            Line(text, $"  On a full disk recordings older than {Scalars.Write(oldest)} are erased, oldest first");
        }

        Line(
            text,
            $"  At most {c.Limits.MaxCalls} calls; alarms from {c.Limits.AlarmCalls} calls or {c.Limits.AlarmCallsPerSecond} new calls/s");
        Line(text, c.Drain.Alternate is null
            ? $"  Stopping: no alternate, so calls are accepted until the exit; calls in progress have {Scalars.Write(c.Drain.Timeout)}"
            : $"  Stopping: new calls go to {c.Drain.Alternate}; calls in progress have {Scalars.Write(c.Drain.Timeout)}");
    }

    private static void Trunks(GatewayConfiguration c, StringBuilder text)
    {
        foreach (var trunk in c.Trunks)
        {
            Line(text, $"Trunk {trunk.Name}: from {From(trunk)}; answers {Answer(trunk.Answer)}; "
                + $"otherwise to {trunk.DefaultCentre ?? c.DefaultCentre}; "
                + string.Join(", ", trunk.Codecs.Select(k => k.ToString().ToUpperInvariant()))
                + (trunk.EmergencyOnly ? "; every call is an emergency" : "")
                + (trunk.Ping is null ? "" : $"; OPTIONS to {string.Join(" and ", trunk.Ping.Targets)} every {Scalars.Write(trunk.Ping.Interval)}")
                + (trunk.Register is null ? "" : $"; registers at {trunk.Register.Registrar} as {trunk.Register.User}")
                + (trunk.Enabled ? "" : "; disabled: neither asked nor registered with"));
            foreach (var rule in trunk.NumberRules)
            {
                Line(text, $"  {rule}");
            }
        }
    }

    private static void Centres(GatewayConfiguration c, StringBuilder text)
    {
        foreach (var centre in c.Centres)
        {
            Line(text, $"Centre {centre.Code} {centre.Name} ({centre.TimeZone.Id}): areas {string.Join(", ", centre.ServiceAreas)}");
            foreach (var queue in centre.Queues)
            {
                var agents = c.Agents.Count(a => a.Tiers.Any(t => t.Queue == queue.Id));
                var services = centre.QueuesByService.Where(s => s.Value == queue.Id).Select(s => s.Key);
                Line(text, $"  Queue {queue.Id}: {queue.Strategy}, {Count(agents, "agent")}, rings {Scalars.Write(queue.RingTimeout)}, "
                    + $"wrap-up {Scalars.Write(queue.WrapUpTime)}{string.Concat(services.Select(s => ", " + s))}");
                foreach (var step in queue.Overflow)
                {
                    Line(text, $"    then also {step.To} {When(step)}");
                }
            }
        }
    }

    private static void Location(GatewayConfiguration c, StringBuilder text)
    {
        Line(text, $"Map of {Count(c.ServiceAreas.Areas.Count, "area")}, {Count(c.Cells.Count, "cell")}");
        var served = c.Centres.SelectMany(centre => centre.ServiceAreas).ToHashSet();
        var foreign = c.Cells.Cells.Select(r => r.AreaCode).OfType<string>().Where(
            a => !served.Contains(a) && !served.Contains(a.Split('.')[0]))
            .GroupBy(a => a).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} ({g.Count()})").ToList();
        if (foreign.Count > 0)
        {
            Line(
                text,
                $"  Note: cells of areas that no centre serves, whose callers go to the trunk's centre: {string.Join(", ", foreign)}");
        }
    }

    /// <summary>How sockets are read, and why.</summary>
    public static string Way(MediaWay way) => (MediaEngine.Choose(way), way) switch
    {
        (MediaWay.Epoll, MediaWay.Auto) => "epoll",
        (MediaWay.Blocking, MediaWay.Auto) => "blocking sockets, since this system has no epoll that is known here",
        (MediaWay.Epoll, _) => "epoll, as configured",
        _ => "blocking sockets, as configured",
    };

    private static string Tls(ListenerOptions listener)
    {
        if (listener.Tls is not { } tls)
        {
            return "";
        }

        var clients = tls.ClientCertificates switch
        {
            ClientCertificates.Require => ", peers must show a certificate",
            ClientCertificates.Request => ", peers are asked for a certificate",
            _ => "",
        };
        return $": certificate {string.Join(", ", tls.Certificates.Select(c => c.Path))}, trusts {tls.TrustedRoots ?? "the system's authorities"}{clients}"
            + (tls.CheckPeers ? "" : "; THE PEERS' CERTIFICATES ARE NOT CHECKED");
    }

    private static string Role(ListenerRole role) => role switch
    {
        ListenerRole.Trunk => "trunks",
        ListenerRole.Agent => "agents",
        _ => "trunks and agents",
    };

    private static string From(TrunkOptions trunk) => string.Join(
        ", ", trunk.Networks.Select(n => n.ToString()).Concat(trunk.CertificateNames.Select(n => $"certificate {n}{(trunk.Strict ? " (strict)" : "")}")));

    private static string Answer(Calls.AnswerMode mode) => mode switch
    {
        Calls.AnswerMode.EarlyMedia => "when an agent does, with announcements before (20 s at most)",
        Calls.AnswerMode.OnAgent => "when an agent does (20 s at most)",
        _ => "at once",
    };

    private static string When(OverflowStep step)
    {
        var conditions = new[]
        {
            step.After is { } after ? $"after {Scalars.Write(after)}" : null,
            step.WhenUnstaffedFor is { } unstaffed ? $"when nobody is available for {Scalars.Write(unstaffed)}" : null,
            step.WhenLongerThan is { } longer ? $"when more than {longer} wait" : null,
        };
        return string.Join(" or ", conditions.OfType<string>());
    }

    private static string Count(int number, string what) => $"{number} {what}{(number == 1 ? "" : "s")}";

    private static void Line(StringBuilder text, string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
