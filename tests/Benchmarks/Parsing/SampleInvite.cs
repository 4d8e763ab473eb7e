namespace Gateway.Benchmarks.Parsing;

/// <summary>An INVITE of 975 bytes as an Indonesian operator's border controller sends it.</summary>
internal static class SampleInvite
{
    private const string Sdp =
        "v=0\r\no=- 29739 7272939 IN IP4 192.0.2.3\r\ns=-\r\nc=IN IP4 192.0.2.4\r\nt=0 0\r\nm=audio 49217 RTP/AVP 8 0 101\r\n"
        + "a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n";

    public static string Text { get; } =
        "INVITE sip:112;phone-context=+62@gw.manado.example;user=phone SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK0776asdhds;rport\r\n"
        + "Max-Forwards: 68\r\n"
        + "From: \"+6281234567890\" <sip:+6281234567890@ims.example;user=phone>;tag=1928301774\r\n"
        + "To: <sip:112@gw.manado.example;user=phone>\r\n"
        + "Call-ID: a84b4c76e66710-5f2c@192.0.2.1\r\n"
        + "CSeq: 31415 INVITE\r\n"
        + "Contact: <sip:sbc@192.0.2.1:5060;transport=udp>\r\n"
        + "P-Asserted-Identity: <sip:+6281234567890@ims.example;user=phone>\r\n"
        + "P-Access-Network-Info: 3GPP-E-UTRAN-FDD;utran-cell-id-3gpp=510101F4A0A3B201\r\n"
        + "Supported: 100rel,timer\r\n"
        + "Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, UPDATE\r\n"
        + "User-Agent: SBC/7.2\r\n"
        + "P-Charging-Vector: icid-value=a1b2c\r\n"
        + "Accept: application/sdp\r\n"
        + "Content-Type: application/sdp\r\n"
        + $"Content-Length: {Sdp.Length}\r\n\r\n" + Sdp;
}
