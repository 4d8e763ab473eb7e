using System.Text;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

/// <summary>Messages that several tests start from.</summary>
internal static class Samples
{
    public const string Sdp =
        "v=0\r\no=- 29739 7272939 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio 49217 RTP/AVP 8 0 101\r\n"
        + "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";

    public static string Invite { get; } =
        "INVITE sip:112;phone-context=+62@gw.manado.example;user=phone SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK776asdhds;rport\r\n"
        + "Via: SIP/2.0/UDP [2001:db8::9]:5070;branch=z9hG4bK1\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1928301774\r\n"
        + "To: <sip:112@gw.manado.example>\r\n"
        + "Call-ID: a84b4c76e66710@192.0.2.1\r\n"
        + "CSeq: 314159 INVITE\r\n"
        + "Contact: <sip:sbc@192.0.2.1:5060;transport=udp>\r\n"
        + "P-Asserted-Identity: <sip:+6281234567890@ims.example;user=phone>\r\n"
        + "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=5101000010019B01\r\n"
        + "X-Carrier-Thing: anything, at all\r\n"
        + "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS\r\n"
        + "Content-Type: application/sdp\r\n"
        + $"Content-Length: {Sdp.Length}\r\n\r\n" + Sdp;

    public static SipMessage Parse(string text) =>
        SipParser.TryParse(Encoding.UTF8.GetBytes(text), SipLimits.Default, out var message, out var rejection)
            ? message!
            : throw new InvalidOperationException(rejection.Reason.ToString());

    public static SipRequest Request(string text) => (SipRequest)Parse(text);

    public static ParseRejection Refused(string text, SipLimits? limits = null)
    {
        Assert.False(SipParser.TryParse(Encoding.UTF8.GetBytes(text), limits ?? SipLimits.Default, out _, out var rejection));
        return rejection;
    }

    /// <summary>A request with one header line replaced, or taken away (null).</summary>
    public static string With(string name, string? line)
    {
        var lines = Invite.Split("\r\n");
        var index = Array.FindIndex(lines, l => l.StartsWith(name + ":", StringComparison.Ordinal));
        return string.Join("\r\n", line is null ? lines.Where((_, i) => i != index) : lines.Select((l, i) => i == index ? line : l));
    }
}
