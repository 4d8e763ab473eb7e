using System.Net;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Routing;

/// <summary>One place to try.</summary>
/// <param name="Host">Name that a certificate there must have (RFC 5922 §7.3): the host of the URI.</param>
public sealed record SipTarget(SipTransportKind Transport, IPEndPoint EndPoint, string Host)
{
    public override string ToString() => $"{Transport.ToString().ToLowerInvariant()} {EndPoint}";
}

/// <summary>What locating a server comes to, with what is known so far.</summary>
public abstract record LocateStep
{
    private LocateStep()
    {
    }

    /// <summary>These have to be answered first; then <see cref="ServerLocation.Next"/> again.</summary>
    public sealed record Ask(IReadOnlyList<DnsQuestion> Questions) : LocateStep;

    /// <summary>To be tried in this order; empty: there is no such server.</summary>
    public sealed record Found(IReadOnlyList<SipTarget> Targets) : LocateStep;
}

/// <summary>
/// RFC 3263 §4 as a pure function: transport, port and addresses of the server that a URI names, in the order of NAPTR order and preference, SRV
/// priority and weight, addresses as DNS gives them.
/// </summary>
public static class ServerLocation
{
    private static readonly (string Service, SipTransportKind Transport, string Prefix)[] Ways =
    [
        ("SIPS+D2T", SipTransportKind.Tls, "_sips._tcp."),
        ("SIP+D2U", SipTransportKind.Udp, "_sip._udp."),
        ("SIP+D2T", SipTransportKind.Tcp, "_sip._tcp."),
    ];

    /// <param name="known">Answers so far.</param>
    /// <param name="supported">Transports that we can use.</param>
    /// <param name="random">A number from 0 to its argument, both included (RFC 2782); the same sequence for the same question.</param>
    public static LocateStep Next(
        SipUri uri, IReadOnlyDictionary<DnsQuestion, DnsAnswer> known, IReadOnlySet<SipTransportKind> supported, Func<int, int> random)
    {
        ArgumentNullException.ThrowIfNull(uri);
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(supported);
        ArgumentNullException.ThrowIfNull(random);
        return new Search(uri, known, supported, random).Run();
    }

    private sealed class Search(
        SipUri uri, IReadOnlyDictionary<DnsQuestion, DnsAnswer> known, IReadOnlySet<SipTransportKind> supported, Func<int, int> random)
    {
        private readonly bool _secure = uri.Scheme == "sips";
        private readonly List<DnsQuestion> _missing = [];
        private readonly List<SipTarget> _targets = [];

        public LocateStep Run()
        {
            var host = (uri.Parameter("maddr") ?? uri.Host).TrimEnd('.').ToLowerInvariant();
            if (IPAddress.TryParse(host.Trim('[', ']'), out var address))
            {
                Add(Transport() ?? Default, address, uri.Port);
            }
            else if (uri.Port is { } port)
            {
                AddHost(Transport() ?? Default, host, port);
            }
            else if (Transport() is { } transport)
            {
                ByService(host, [Ways.First(w => w.Transport == transport)], transport);
            }
            else
            {
                ByNaptr(host);
            }

            return _missing.Count > 0 ? new LocateStep.Ask([.. _missing.Distinct()]) : new LocateStep.Found([.. _targets.Distinct()]);
        }

        private SipTransportKind Default => _secure ? SipTransportKind.Tls : SipTransportKind.Udp;

        /// <summary>From the parameter; "tcp" of a sips URI is TLS (RFC 3261 §26.2.2).</summary>
        private SipTransportKind? Transport() => uri.Parameter("transport")?.ToLowerInvariant() switch
        {
            "udp" when !_secure => SipTransportKind.Udp,
            "tcp" => _secure ? SipTransportKind.Tls : SipTransportKind.Tcp,
            "tls" => SipTransportKind.Tls,
            _ => null,
        };

        private void ByNaptr(string host)
        {
            if (Answer(DnsKind.Naptr, host) is not { } answer)
            {
                return;
            }

            var records = answer.Naptr
                .Where(r => r.Flags.Equals("s", StringComparison.OrdinalIgnoreCase) && WayOf(r) is not null)
                .OrderBy(r => r.Order).ThenBy(r => r.Preference).ToList();
            foreach (var record in records)
            {
                AddService(record.Replacement.TrimEnd('.').ToLowerInvariant(), WayOf(record)!.Value.Transport);
            }

            if (records.Count == 0)
            {
                ByService(host, [.. Ways.Where(IsUsable)], Default);
            }
        }

        private bool IsUsable((string Service, SipTransportKind Transport, string Prefix) way) =>
            supported.Contains(way.Transport) && (_secure ? way.Transport == SipTransportKind.Tls : way.Transport != SipTransportKind.Tls);

        /// <summary>Null: a service that we do not know, do not speak, or that is weaker than the URI asks for.</summary>
        private (string Service, SipTransportKind Transport, string Prefix)? WayOf(NaptrRecord record)
        {
            foreach (var way in Ways)
            {
                if (way.Service.Equals(record.Service, StringComparison.OrdinalIgnoreCase))
                {
                    return supported.Contains(way.Transport) && (!_secure || way.Transport == SipTransportKind.Tls) ? way : null;
                }
            }

            return null;
        }

        /// <summary>SRV of the host for these ways; without any, its addresses (§4.2).</summary>
        private void ByService(string host, IReadOnlyList<(string Service, SipTransportKind Transport, string Prefix)> ways, SipTransportKind fallback)
        {
            var isThere = false;
            foreach (var way in ways)
            {
                isThere |= AddService(way.Prefix + host, way.Transport);
            }

            if (!isThere && _missing.Count == 0)
            {
                AddHost(fallback, host, null);
            }
        }

        /// <returns>True when there are SRV records, even if they say that there is no service.</returns>
        private bool AddService(string name, SipTransportKind transport)
        {
            if (Answer(DnsKind.Srv, name) is not { Srv.Count: > 0 } answer)
            {
                return false;
            }

            foreach (var record in Ordered(answer.Srv))
            {
                // RFC 2782: a target of "." is a service that is decidedly not there.
                if (record.Target.TrimEnd('.') is { Length: > 0 } target)
                {
                    AddHost(transport, target.ToLowerInvariant(), record.Port);
                }
            }

            return true;
        }

        /// <summary>RFC 2782: by priority, within one priority at random by weight.</summary>
        private IEnumerable<SrvRecord> Ordered(IReadOnlyList<SrvRecord> records)
        {
            foreach (var group in records.GroupBy(r => r.Priority).OrderBy(g => g.Key))
            {
                var left = group.OrderBy(r => r.Weight == 0 ? 0 : 1).ToList();
                while (left.Count > 0)
                {
                    var at = random(left.Sum(r => r.Weight));
                    var sum = 0;
                    var chosen = left.FindIndex(r => (sum += r.Weight) >= at);
                    yield return left[chosen];
                    left.RemoveAt(chosen);
                }
            }
        }

        private void AddHost(SipTransportKind transport, string host, int? port)
        {
            foreach (var address in Answer(DnsKind.Address, host)?.Addresses ?? [])
            {
                Add(transport, address, port);
            }
        }

        private void Add(SipTransportKind transport, IPAddress address, int? port)
        {
            if (supported.Contains(transport))
            {
                _targets.Add(new SipTarget(transport, new IPEndPoint(address, port ?? (transport == SipTransportKind.Tls ? 5061 : 5060)), uri.Host));
            }
        }

        private DnsAnswer? Answer(DnsKind kind, string name)
        {
            var question = new DnsQuestion(kind, name);
            if (known.TryGetValue(question, out var answer))
            {
                return answer;
            }

            _missing.Add(question);
            return null;
        }
    }
}
