using System.Globalization;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using Gateway.Sip.Transport;

namespace Gateway.Sip.Dialogs;

/// <summary>Builds whole messages from what users ask for. Owned by the SIP loop.</summary>
internal sealed class MessageFactory(SipOptions options, ISipIds ids, TransportTable transports)
{
    private readonly string _allow = string.Join(", ", options.Allow.Select(m => m.Name));
    private readonly string _supported = string.Join(",", options.Supported);

    /// <summary>A request outside dialogs (RFC 3261 §8.1.1).</summary>
    public SipRequest OutOfDialog(SipMethod method, RequestSpec spec, SipFlow flow)
    {
        var request = new SipRequest(method, spec.Uri);
        request.Headers.Add("Via", NewVia(flow))
            .Add("Max-Forwards", "70")
            .Add("From", (spec.From.Tag is null ? spec.From.WithTag(ids.NewToken()) : spec.From).ToString())
            .Add("To", spec.To.ToString())
            .Add("Call-ID", spec.CallId ?? ids.NewToken())
            .Add("CSeq", Dialog.CSeqText(spec.CSeq == 0 ? 1 : spec.CSeq, method));
        Finish(request, spec.Headers, spec.Body, new ContactSpec(flow, method == SipMethod.Invite, spec.Uri.Scheme == "sips"));
        Product(request, "User-Agent");
        return request;
    }

    /// <summary>A request in a dialog (§12.2.1.1).</summary>
    public SipRequest InDialog(
        DialogSnapshot dialog, SipMethod method, uint cseq, SipFlow flow, IReadOnlyList<HeaderField>? headers = null, SipBody? body = null)
    {
        var (uri, routes) = dialog.Routing();
        var request = new SipRequest(method, uri);
        request.Headers.Add("Via", NewVia(flow));
        foreach (var route in routes)
        {
            request.Headers.Add("Route", route);
        }

        request.Headers.Add("Max-Forwards", "70")
            .Add("From", dialog.LocalAddress.ToString())
            .Add("To", dialog.RemoteAddress.ToString())
            .Add("Call-ID", dialog.CallId)
            .Add("CSeq", Dialog.CSeqText(cseq, method));
        var needsContact = method == SipMethod.Invite || method == SipMethod.Update || method == SipMethod.Refer || method == SipMethod.Notify;
        Finish(request, headers, body, new ContactSpec(flow, needsContact, uri.Scheme == "sips"));
        Product(request, "User-Agent");
        return request;
    }

    /// <summary>A response (§8.2.6), with Record-Route and Contact where it makes or refreshes a dialog (§12.1.1).</summary>
    public SipResponse Response(ServerTransaction transaction, ResponseSpec spec)
    {
        var request = transaction.Request;
        var response = new SipResponse(spec.StatusCode, spec.ReasonPhrase ?? StatusCode.ReasonPhrase(spec.StatusCode));
        foreach (var via in request.Headers.Lines("Via"))
        {
            response.Headers.Add("Via", via);
        }

        var carriesDialog = spec.StatusCode is > 100 and < 300
            && (request.Is(SipMethod.Invite) || request.Is(SipMethod.Update) || request.Is(SipMethod.Refer) || request.Is(SipMethod.Subscribe));
        if (carriesDialog)
        {
            foreach (var route in request.Headers.Lines("Record-Route"))
            {
                response.Headers.Add("Record-Route", route);
            }
        }

        response.Headers.Add("From", request.Headers["From"]!)
            .Add("To", spec.StatusCode == 100 || request.To.Tag is not null
                ? request.Headers["To"]!
                : request.To.WithTag(transaction.LocalTag).ToString())
            .Add("Call-ID", request.CallId)
            .Add("CSeq", request.Headers["CSeq"]!);
        if (spec.StatusCode == 100 && request.Headers["Timestamp"] is { } timestamp)
        {
            response.Headers.Add("Timestamp", timestamp);
        }

        Finish(response, spec.Headers, spec.Body, new ContactSpec(transaction.Arrival, carriesDialog, IsSips(request)));
        // RFC 3311 §5.1: a reliable 1xx says whether UPDATE may come.
        var isReliable = spec.StatusCode < 200 && response.Headers.Contains("RSeq");
        if ((spec.StatusCode == 405 || isReliable || (spec.StatusCode is >= 200 and < 300 && (request.Is(SipMethod.Invite) || request.Is(SipMethod.Options))))
            && !response.Headers.Contains("Allow"))
        {
            response.Headers.Add("Allow", _allow);
        }

        if (spec.StatusCode is >= 200 and < 300 && (carriesDialog || request.Is(SipMethod.Options)))
        {
            Supported(response);
        }

        Product(response, "Server");
        return response;
    }

    private string NewVia(SipFlow flow)
    {
        var (host, port) = transports.Advertised(flow);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SIP/2.0/{flow.Transport.ViaName()} {Bracketed(host)}:{port};rport;branch={Via.MagicCookie}{ids.NewToken()}");
    }

    private string Contact(ContactSpec spec)
    {
        var (host, port) = transports.Advertised(spec.Flow);
        var kind = spec.Flow.Transport;
        var sips = spec.Sips && kind.IsSecure();
        var transport = kind switch
        {
            SipTransportKind.Udp => "",
            SipTransportKind.Tcp => ";transport=tcp",
            SipTransportKind.Tls => sips ? "" : ";transport=tls",
            _ => ";transport=ws",
        };
        return string.Create(CultureInfo.InvariantCulture, $"<{(sips ? "sips" : "sip")}:{Bracketed(host)}:{port}{transport}>");
    }

    /// <summary>The dialog is to be secure all the way (§12.1.1): our Contact has to be a sips URI, too.</summary>
    private static bool IsSips(SipRequest request)
    {
        if (request.RequestUri.Scheme == "sips")
        {
            return true;
        }

        try
        {
            return (request.Headers.Values("Record-Route").FirstOrDefault() ?? request.Headers["Contact"]) is { } text
                && NameAddress.Parse(text).Uri.Scheme == "sips";
        }
        catch (SipFormatException)
        {
            return false;
        }
    }

    private void Finish(SipMessage message, IReadOnlyList<HeaderField>? headers, SipBody? body, ContactSpec contact)
    {
        if (headers is not null)
        {
            foreach (var field in headers)
            {
                message.Headers.Add(field.Name, field.Value);
            }
        }

        if (contact.IsNeeded && !message.Headers.Contains("Contact"))
        {
            message.Headers.Add("Contact", Contact(contact));
        }

        if (message is SipRequest { Method.Name: "INVITE" } && !message.Headers.Contains("Allow"))
        {
            message.Headers.Add("Allow", _allow);
        }

        if (message is SipRequest { Method.Name: "INVITE" or "UPDATE" })
        {
            Supported(message);
        }

        if (body is not null)
        {
            message.Headers.Set("Content-Type", body.ContentType);
            message.Body = body.Content;
        }
    }

    private void Supported(SipMessage message)
    {
        if (_supported.Length > 0 && !message.Headers.Contains("Supported"))
        {
            message.Headers.Add("Supported", _supported);
        }
    }

    private void Product(SipMessage message, string header)
    {
        if (options.Product.Length > 0 && !message.Headers.Contains(header))
        {
            message.Headers.Add(header, options.Product);
        }
    }

    private static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    private readonly record struct ContactSpec(SipFlow Flow, bool IsNeeded, bool Sips);
}
