using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Gateway.Simulator.Load;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Commands;

/// <summary>The options of <c>simulate</c> and the plan they make. Every value that cannot be used is an error that names the option.</summary>
internal sealed class SimulateOptions
{
    private readonly Option<IPEndPoint> _trunk = EndPoint("--trunk", "Where the gateway takes callers: HOST:PORT.", required: true);
    private readonly Option<IPEndPoint> _agentsAt = EndPoint("--agents-at", "Where the gateway takes agents' phones: HOST:PORT. Needs --agent.");

    private readonly Option<LoadAgent[]> _agents = new("--agent")
    {
        Description = "An agent whose phone this run registers and answers with; give it once for each. Without any, the gateway's own "
            + "agents answer, and a call counts as answered at its 200.",
        HelpName = "ID:PASSWORD",
        CustomParser = Agents,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<int> _calls = Number("--calls", $"Calls in all, 1 to {LoadPlan.MaxCalls}.", 10, 1, LoadPlan.MaxCalls);
    private readonly Option<double> _cps = Number("--cps", "Calls per second, up to 1000; fractions are fine.", 1.0, 0.01, 1000);
    private readonly Option<double> _hold = Number("--hold", "Seconds from the answer until the caller hangs up.", 5.0, 0, 86_400);
    private readonly Option<double> _ring = Number("--ring", "Seconds that the agents' phones ring before they answer.", 1.0, 0, 3600);
    private readonly Option<double> _timeout = Number("--timeout", "Seconds after which an unanswered caller gives up: a failed call.", 60.0, 0.1, 86_400);

    private readonly Option<string> _transport = new Option<string>("--transport")
    {
        Description = "udp, tcp or tls.",
        DefaultValueFactory = _ => "udp",
    }.AcceptOnlyFromAmong("udp", "tcp", "tls");

    private readonly Option<string?> _ca = new("--ca")
    {
        HelpName = "FILE",
        Description = "PEM of the authorities whose certificate the gateway may show on TLS. Default: the system's.",
    };

    private readonly Option<string?> _certificate = new("--certificate")
    {
        HelpName = "FILE",
        Description = "PEM of a client certificate with its key, for TLS: a trunk that is known by it.",
    };

    private readonly Option<string?> _tlsName = new("--tls-name")
    {
        HelpName = "NAME",
        Description = "Name that the gateway's certificate must have. Default: the address of --trunk.",
    };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Believe any certificate on TLS." };

    private readonly Option<string> _audio = new Option<string>("--audio")
    {
        Description = "on: callers and agents send a tone each as RTP, and a caller who hears nothing is a failed call; off: SIP only.",
        DefaultValueFactory = _ => "on",
    }.AcceptOnlyFromAmong("on", "off");

    private readonly Option<HeaderField[]> _headers = new("--header")
    {
        Description = "A further header line of every INVITE, e.g. \"P-Access-Network-Info: …\"; once for each.",
        HelpName = "NAME: VALUE",
        CustomParser = Headers,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> _prack = new("--prack")
    {
        Description = "Callers require reliable provisional responses (RFC 3262), and a call without one is a failed call: for trunks that answer with "
            + "early-media or on-agent. The phones of --agent send theirs reliably, too.",
    };

    private readonly Option<double> _sessionExpires =
        Number("--session-expires", "Session-Expires of the callers' INVITEs in seconds, who then refresh (RFC 4028); 0: none.", 0.0, 0, 86_400);

    private readonly Option<string?> _to = new("--to") { HelpName = "URI", Description = "Request-URI. Default: sip:112@ and the trunk's address." };

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _trunk, _agentsAt, _agents, _calls, _cps, _hold, _ring, _timeout, _transport, _ca, _certificate, _tlsName, _insecure, _prack, _sessionExpires,
            _audio, _headers, _to,
        ];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }

        command.Validators.Add(Together);
    }

    /// <summary>Only for a result without errors.</summary>
    public LoadPlan Plan(ParseResult parsed)
    {
        var trunk = parsed.GetRequiredValue(_trunk);
        return new LoadPlan(trunk)
        {
            AgentsAt = parsed.GetValue(_agentsAt),
            Agents = parsed.GetRequiredValue(_agents),
            Transport = parsed.GetValue(_transport) switch
            {
                "tcp" => SipTransportKind.Tcp,
                "tls" => SipTransportKind.Tls,
                _ => SipTransportKind.Udp,
            },
            PeerName = parsed.GetValue(_tlsName),
            RequestUri = parsed.GetValue(_to) ?? $"sip:112@{trunk};user=phone",
            Headers = parsed.GetRequiredValue(_headers),
            Calls = parsed.GetValue(_calls),
            CallsPerSecond = parsed.GetValue(_cps),
            Hold = TimeSpan.FromSeconds(parsed.GetValue(_hold)),
            Ring = TimeSpan.FromSeconds(parsed.GetValue(_ring)),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            Prack = parsed.GetValue(_prack),
            SessionExpires = parsed.GetValue(_sessionExpires) is > 0 and var expires ? TimeSpan.FromSeconds(expires) : null,
            Audio = parsed.GetValue(_audio) != "off",
        };
    }

    /// <summary>Null: not over TLS. Only for a result without errors.</summary>
    /// <exception cref="CertificateException">A file cannot be used.</exception>
    public TlsOptions? Tls(ParseResult parsed) => parsed.GetValue(_transport) != "tls"
        ? null
        : new TlsOptions(new CertificateStore(
            parsed.GetValue(_certificate) is { } own ? [new CertificateFile(Path.GetFullPath(own))] : [],
            parsed.GetValue(_ca) is { } roots ? Path.GetFullPath(roots) : null))
        {
            CheckPeers = !parsed.GetValue(_insecure),
            HandshakeFailed = (flow, reason) => System.Console.Error.WriteLine($"TLS with {flow.Remote} failed: {reason}"),
        };

    private void Together(CommandResult command)
    {
        foreach (var option in new Option[] { _ca, _certificate, _tlsName, _insecure })
        {
            if (command.GetResult(option) is { Implicit: false } && command.GetResult(_transport)?.GetValueOrDefault<string>() != "tls")
            {
                command.AddError($"{option.Name} needs --transport tls.");
            }
        }


        if (command.GetResult(_agentsAt) is { Implicit: false } && command.GetResult(_agents) is null or { Implicit: true })
        {
            command.AddError("--agents-at says where to register; name at least one --agent ID:PASSWORD to register there.");
        }

        if (command.GetResult(_to)?.GetValueOrDefault<string?>() is { } to && !SipUri.TryParse(to, out _))
        {
            command.AddError($"--to '{to}' is no SIP, tel or urn URI, e.g. urn:service:sos.");
        }
    }

    private static Option<IPEndPoint> EndPoint(string name, string description, bool required = false) => new(name)
    {
        Description = description,
        HelpName = "HOST:PORT",
        Required = required,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            var colon = text.LastIndexOf(':');
            if (colon <= 0 || !ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            {
                result.AddError($"{name} '{text}' is not HOST:PORT, e.g. 127.0.0.1:5060 or [::1]:5060.");
                return null;
            }

            try
            {
                var host = text[..colon].Trim('[', ']');
                return new IPEndPoint(IPAddress.TryParse(host, out var address) ? address : Dns.GetHostAddresses(host)[0], port);
            }
            catch (SocketException e)
            {
                result.AddError($"{name} '{text}': the name cannot be resolved ({e.Message}).");
                return null;
            }
        },
    };

    private static Option<T> Number<T>(string name, string description, T standard, T low, T high)
        where T : struct, IParsable<T>, IComparable<T> => new(name)
        {
            Description = description,
            HelpName = typeof(T) == typeof(int) ? "N" : "NUMBER",
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (T.TryParse(text, CultureInfo.InvariantCulture, out var value) && value.CompareTo(low) >= 0 && value.CompareTo(high) <= 0)
                {
                    return value;
                }

                result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} '{text}' is not a number from {low} to {high}."));
                return standard;
            },
        };

    private static LoadAgent[] Agents(ArgumentResult result) =>
        [.. result.Tokens.Select(t => t.Value.Split(':', 2)).Select(p =>
        {
            if (p is [{ Length: > 0 } id, { Length: > 0 } password])
            {
                return new LoadAgent(id, password);
            }

            // Without the text: what was meant as a password must not reach a log.
            result.AddError("--agent is not ID:PASSWORD.");
            return new LoadAgent("", "");
        })];

    private static HeaderField[] Headers(ArgumentResult result) =>
        [.. result.Tokens.Select(t => t.Value.Split(':', 2, StringSplitOptions.TrimEntries)).Select(p =>
        {
            if (p is [{ Length: > 0 } name, var value] && !name.Any(char.IsWhiteSpace))
            {
                return new HeaderField(name, value);
            }

            result.AddError($"--header '{string.Join(':', p)}' is not \"Name: value\".");
            return new HeaderField("X", "");
        })];
}
