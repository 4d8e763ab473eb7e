using System.Net;
using Gateway.Configuration.Json;
using Gateway.Sip.Transport;
using Gateway.Sip.Transport.Tls;

namespace Gateway.Configuration.Sections;

/// <summary>"sip.listeners" of gateway.json.</summary>
internal static class ListenersSection
{
    private static readonly Dictionary<string, ListenerRole> Roles = new()
    {
        ["trunk"] = ListenerRole.Trunk,
        ["agent"] = ListenerRole.Agent,
        ["both"] = ListenerRole.Both,
    };

    private static readonly Dictionary<string, SipTransportKind> Transports = new()
    {
        ["udp"] = SipTransportKind.Udp,
        ["tcp"] = SipTransportKind.Tcp,
        ["tls"] = SipTransportKind.Tls,
        ["ws"] = SipTransportKind.Ws,
        ["wss"] = SipTransportKind.Wss,
    };

    private static readonly Dictionary<string, ClientCertificates> Clients = new()
    {
        ["none"] = ClientCertificates.None,
        ["request"] = ClientCertificates.Request,
        ["require"] = ClientCertificates.Require,
    };

    public static List<Placed<ListenerOptions>> Read(ConfigurationFolder folder, ObjectReader sip)
    {
        var listeners = new List<Placed<ListenerOptions>>();
        foreach (var reader in sip.Objects("listeners"))
        {
            var transport = reader.Choice("transport", SipTransportKind.Udp, Transports);
            listeners.Add(new(
                new ListenerOptions(
                    GatewaySection.Name(reader, "name", "sip"),
                    reader.Choice("role", ListenerRole.Both, Roles),
                    transport,
                    new IPEndPoint(reader.Address("bind") ?? IPAddress.Loopback, reader.Integer("port", transport.DefaultPort(), 0, 65535)),
                    Advertise(reader),
                    reader.IntegerOrNull("advertisePort", 1, 65535))
                {
                    Dscp = reader.Integer("dscp", SipListener.SignallingDscp, 0, 63),
                    Tls = OnlyFor(reader, "tls or wss", transport.IsSecure(), ["certificate", "trustedRoots", "clientCertificates", "checkPeers"])
                        ? Tls(folder, reader) : null,
                    Origins = OnlyFor(reader, "ws or wss", transport.IsWebSocket(), ["origins"]) ? Origins(reader) : [],
                    MaxConnections = reader.Integer("maxConnections", 4096, 4, 100_000),
                    MaxConnectionsPerSource = reader.Integer("maxConnectionsPerSource", 256, 1, 100_000),
                },
                reader.Here));
            reader.Done();
        }

        return listeners;
    }

    private static string? Advertise(ObjectReader reader)
    {
        var bind = reader.Address("bind") ?? IPAddress.Loopback;
        var advertise = reader.Text("advertise");
        if (advertise is null && GatewaySection.IsWildcard(bind))
        {
            reader.Error(
                "bind", $"{bind} means all addresses, so peers are not told which to use", "Add \"advertise\" with the address they reach");
        }
        else if (advertise is not null && Uri.CheckHostName(advertise) == UriHostNameType.Unknown)
        {
            reader.Error(
                "advertise",
                $"\"{advertise}\" is neither an address nor a host name",
                "Write one without port; the port is \"advertisePort\"");
        }

        return advertise;
    }

    /// <summary>True when the transport has these members; else none may be there.</summary>
    private static bool OnlyFor(ObjectReader reader, string transports, bool fits, string[] names)
    {
        foreach (var name in names.Where(n => !fits && reader.Get(n) is not null))
        {
            reader.Error(name, $"\"{name}\" means nothing on this transport", $"Leave it out, or take \"transport\" {transports}");
        }

        return fits;
    }

    private static ListenerTls? Tls(ConfigurationFolder folder, ObjectReader reader)
    {
        var before = reader.Errors.Count;
        var files = new List<CertificateFile>();
        foreach (var item in reader.Objects("certificate"))
        {
            var path = item.Required("file", "Name a PEM or PKCS#12 file, relative to this file");
            var key = item.Text("key");
            var password = folder.Secret(item, "password");
            files.Add(new CertificateFile(folder.Absolute(path), key is null ? null : folder.Absolute(key), password?.Value));
            item.Done();
        }

        if (files.Count == 0)
        {
            reader.Error("certificate", "The listener has no certificate", "Add \"certificate\": { \"file\": \"…\", \"key\": \"…\" }");
        }

        var roots = reader.Text("trustedRoots") is { } text ? folder.Absolute(text) : null;
        var clients = reader.Choice("clientCertificates", ClientCertificates.None, Clients);
        var tls = new ListenerTls(files, roots, clients, reader.Flag("checkPeers", true));
        if (reader.Errors.Count == before)
        {
            Try(reader, tls);
        }

        return tls;
    }

    /// <summary>What cannot be used shall show before the service starts. Dates do not count: an old certificate is better than no service.</summary>
    private static void Try(ObjectReader reader, ListenerTls tls)
    {
        try
        {
            _ = new CertificateStore(tls.Certificates, tls.TrustedRoots);
        }
        catch (CertificateException e)
        {
            reader.Error("certificate", e.Message.TrimEnd('.'), "Name readable files: a certificate with its key, and its password if it has one");
        }
    }

    private static IReadOnlyList<string> Origins(ObjectReader reader)
    {
        var origins = reader.Texts("origins");
        foreach (var wrong in origins.Where(o => !Uri.TryCreate(o, UriKind.Absolute, out var uri) || uri.AbsolutePath != "/" || o.EndsWith('/')))
        {
            reader.Error("origins", $"\"{wrong}\" is not the origin of a page", "Write scheme and host, e.g. \"https://phones.112.example\"");
        }

        return origins;
    }
}
