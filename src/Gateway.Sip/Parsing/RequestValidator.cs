using Gateway.Sip.Headers;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>The checks of a UAS core on a well-formed request, in the order of RFC 3261 §8.2. Pure; any thread.</summary>
public static class RequestValidator
{
    /// <summary>
    /// Null when the request is good. An ACK is always good, since it has no answer; a CANCEL is not asked about Require (§8.2.2.3).
    /// </summary>
    public static RequestRefusal? Check(SipRequest request, RequestRules rules, SipLimits limits)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        return request.Is(SipMethod.Ack)
            ? null
            : Method(request, rules) ?? RequestUri(request, rules) ?? Hops(request, rules) ?? Require(request, rules)
                ?? Content(request, rules, limits) ?? Accept(request, rules) ?? Contact(request, rules);
    }

    private static RequestRefusal? Method(SipRequest request, RequestRules rules) =>
        !rules.CheckMethod || rules.Methods.Contains(request.Method) ? null
        : RequestRefusal.Of(
            request.Method.IsRegistered ? StatusCode.MethodNotAllowed : StatusCode.NotImplemented, "Allow",
                string.Join(", ", rules.Methods));

    private static RequestRefusal? RequestUri(SipRequest request, RequestRules rules) =>
        !rules.CheckRequestUri ? null
        : !rules.Schemes.Contains(request.RequestUri.Scheme) ? RequestRefusal.Of(StatusCode.UnsupportedUriScheme)
        : request.RequestUri.IsOpaque ? RequestRefusal.Of(StatusCode.BadRequest) with { ReasonPhrase = "Bad Request-URI" }
        : null;

    private static RequestRefusal? Hops(SipRequest request, RequestRules rules) =>
        rules.RefuseNoHopsLeft && request.MaxForwards == 0 ? RequestRefusal.Of(StatusCode.TooManyHops) : null;

    private static RequestRefusal? Require(SipRequest request, RequestRules rules)
    {
        if (!rules.CheckRequire || request.Is(SipMethod.Cancel) || !request.Headers.Contains("Require"))
        {
            return null;
        }

        var unknown = TokenList.Of(request.Headers, "Require").Where(t => !rules.OptionTags.Contains(t, StringComparer.OrdinalIgnoreCase));
        return string.Join(", ", unknown) is { Length: > 0 } list ? RequestRefusal.Of(StatusCode.BadExtension, "Unsupported", list) : null;
    }

    private static RequestRefusal? Content(SipRequest request, RequestRules rules, SipLimits limits)
    {
        if (!rules.CheckContent || request.Body.IsEmpty)
        {
            return null;
        }

        if (request.Headers["Content-Encoding"] is { } encoding && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return RequestRefusal.Of(StatusCode.UnsupportedMediaType, "Accept-Encoding", "identity");
        }

        var body = MultipartReader.Read(request, limits);
        var taken = body.Parts.Any(p => p.Type is null || rules.MediaTypes.Contains(p.Type.Name));
        var mayBePassedOver = ContentDisposition.Of(request.Headers)?.IsOptional == true;
        return taken || mayBePassedOver
            ? null
            : RequestRefusal.Of(StatusCode.UnsupportedMediaType, "Accept", string.Join(", ", rules.MediaTypes));
    }

    private static RequestRefusal? Accept(SipRequest request, RequestRules rules) =>
        rules.CheckAccept && request.Is(SipMethod.Invite) && request.Headers.Contains("Accept")
            && !AcceptHeader.Allows(request.Headers, rules.AnswerType)
            ? RequestRefusal.Of(StatusCode.NotAcceptable)
            : null;

    private static RequestRefusal? Contact(SipRequest request, RequestRules rules) =>
        rules.CheckContact && request.Is(SipMethod.Register) && ContactList.Of(request.Headers).Unreadable > 0
            ? RequestRefusal.Of(StatusCode.BadRequest) with { ReasonPhrase = "Bad Contact" }
            : null;
}
