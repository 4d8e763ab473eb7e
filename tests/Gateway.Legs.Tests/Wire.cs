using System.Net;
using System.Text;
using Gateway.Media.Engine;
using Gateway.Sip;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Legs.Tests;

/// <summary>Messages, SDP and media events for tests.</summary>
internal static class Wire
{
    public const string Offer = "v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\nm=audio 4000 RTP/AVP 96 8 0 101\r\n"
        + "a=rtpmap:96 AMR/8000\r\na=rtpmap:101 telephone-event/8000\r\n";

    public const string Hold = Offer + "a=sendonly\r\n";
    public const string AmrOnly = "v=0\r\nc=IN IP4 192.0.2.10\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 AMR/8000\r\n";
    public const string PcmuAnswer = "v=0\r\nc=IN IP4 192.0.2.20\r\nm=audio 6000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

    public static readonly MediaCallId Call = new(7);
    public static readonly LegId Leg = new(9);
    public static readonly RtpPorts Ports = new(IPAddress.Loopback, IPAddress.Parse("203.0.113.5"), 20000);
    public static readonly SipFlow Flow = new("trunk", SipTransportKind.Udp, new(IPAddress.Loopback, 5060), new(IPAddress.Loopback, 5070));

    public static SipRequest Request(string method, string? body = null, string type = "application/sdp")
    {
        var request = new SipRequest(new SipMethod(method), SipUri.Parse("sip:112@203.0.113.5"));
        if (body is not null)
        {
            request.Headers.Add("Content-Type", type);
            request.Body = Encoding.UTF8.GetBytes(body);
        }

        return request;
    }

    public static SipResponse Response(int status, string? body = null)
    {
        var response = new SipResponse(status, "x");
        if (body is not null)
        {
            response.Headers.Add("Content-Type", "application/sdp");
            response.Body = Encoding.UTF8.GetBytes(body);
        }

        return response;
    }

    public static string Text(SipBody? body) => body is null ? "" : Encoding.UTF8.GetString(body.Content.Span);

    public static DialogSnapshot Dialog() => new(
        "call", "ours", "theirs", NameAddress.Parse("<sip:112@203.0.113.5>"), NameAddress.Parse("<sip:caller@192.0.2.10>"),
        SipUri.Parse("sip:caller@192.0.2.10"), [], 1, 1, false, Flow);

    public static LegInput Silent(double seconds, bool unreachable = false) =>
        new LegInput.Media(new MediaEvent.LegSilent(Call, Leg, TimeSpan.FromSeconds(seconds), unreachable));

    public static LegInput Heard() => new LegInput.Media(new MediaEvent.LegHeard(Call, Leg));

    public static LegInput HeardAgain() => new LegInput.Media(new MediaEvent.LegHeardAgain(Call, Leg));
}
