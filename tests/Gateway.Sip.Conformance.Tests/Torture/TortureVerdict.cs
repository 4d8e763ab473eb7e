using System.Net;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Registration;

namespace Gateway.Sip.Conformance.Tests.Torture;

/// <summary>
/// What an element with ordinary rules says to one datagram: "accept", "drop", or a status. The registrar's part is only whether
/// credentials that
/// cannot be read are challenged.
/// </summary>
internal static class TortureVerdict
{
    private static readonly IPEndPoint Source = new(IPAddress.Parse("198.51.100.1"), 5060);

    private static readonly RequestRules Rules = new()
    {
        Methods = [.. new RequestRules().Methods, SipMethod.Message],
        MediaTypes = ["application/sdp", "text/plain"],
    };

    public static (string Verdict, SipMessage? Message, SipResponse? Reply) Of(ReadOnlyMemory<byte> datagram)
    {
        if (!SipParser.TryParse(datagram, SipLimits.Default, out var message, out var rejection))
        {
            var reply = StatelessReply.To(rejection, Source);
            return (reply is null ? "drop" : $"{reply.StatusCode}", null, reply);
        }

        if (message is SipResponse response)
        {
            return (ResponseValidator.IsForClient(response) ? "accept" : "drop", message, null);
        }

        var request = (SipRequest)message!;
        if (RequestValidator.Check(request, Rules, SipLimits.Default) is { } refusal)
        {
            return Refused(refusal.StatusCode, refusal.ReasonPhrase, refusal.Headers);
        }

        return request.Is(SipMethod.Register) && request.Headers["Authorization"] is { } line && !DigestCredentials.TryParse(line, out _)
            ? Refused(401, null, DigestChallenge.Lines("WWW-Authenticate", "example.com", "n"))
            : ("accept", message, null);

        (string, SipMessage, SipResponse) Refused(int status, string? phrase, IReadOnlyList<HeaderField> headers) =>
            ($"{status}", request, StatelessReply.To(request, Source, status, phrase, null, headers));
    }
}
