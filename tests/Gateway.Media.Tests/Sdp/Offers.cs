using System.Net;
using System.Text;
using Gateway.Media.Sdp;

namespace Gateway.Media.Tests.Sdp;

/// <summary>Offers as phones and carriers write them (own samples, addresses from the documentation ranges).</summary>
internal static class Offers
{
    public const string VoLte = """
        v=0
        o=SAMSUNG-IMS-UE 1 2 IN IP4 192.0.2.10
        s=SS VOIP
        c=IN IP4 192.0.2.10
        b=AS:49
        b=RR:2450
        b=RS:650
        t=0 0
        m=audio 31000 RTP/AVP 127 116 107 118 96 111 110 8 0
        b=AS:49
        a=rtpmap:127 EVS/16000
        a=fmtp:127 br=5.9-24.4;bw=nb-swb;ch-aw-recv=2
        a=rtpmap:116 AMR-WB/16000/1
        a=fmtp:116 mode-change-capability=2;max-red=0
        a=rtpmap:107 AMR-WB/16000/1
        a=fmtp:107 octet-align=1;mode-change-capability=2
        a=rtpmap:118 AMR/8000/1
        a=fmtp:118 mode-change-capability=2
        a=rtpmap:96 AMR/8000/1
        a=fmtp:96 octet-align=1
        a=rtpmap:111 telephone-event/16000
        a=fmtp:111 0-15
        a=rtpmap:110 telephone-event/8000
        a=fmtp:110 0-15
        a=curr:qos local none
        a=curr:qos remote none
        a=des:qos mandatory local sendrecv
        a=des:qos optional remote sendrecv
        a=sendrecv
        a=ptime:20
        a=maxptime:240
        """;

    public const string NrIpv6 = """
        v=0
        o=rmnet 4711 17 IN IP6 2001:db8:10::7
        s=-
        c=IN IP6 2001:db8:10::7
        t=0 0
        a=group:BUNDLE 0 1
        m=audio 50010 RTP/AVPF 113 102 8 105
        a=mid:0
        a=rtpmap:113 EVS/16000
        a=rtpmap:102 AMR-WB/16000
        a=rtpmap:105 telephone-event/8000
        a=rtcp-mux
        a=rtcp-fb:* nack
        a=candidate:1 1 UDP 2130706431 2001:db8:10::7 50010 typ host
        a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz
        m=video 50012 RTP/AVPF 99
        a=mid:1
        a=rtpmap:99 H264/90000
        a=imageattr:99 send [x=480,y=640]
        m=text 50014 RTP/AVP 98
        a=rtpmap:98 t140/1000
        """;

    public const string Plain = "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n";

    public static readonly LocalMedia Us = new(77, IPAddress.Parse("203.0.113.5"), 20000);

    public static SessionDescription Parse(string text) =>
        SdpParser.TryParse(Encoding.UTF8.GetBytes(text), out var session, out var error) ? session : throw new InvalidOperationException(error);

    public static NegotiationResult.Agreed Agree(string offer, LocalMedia? local = null, SessionDescription? previous = null) =>
        Assert.IsType<NegotiationResult.Agreed>(OfferAnswer.Answer(Parse(offer), local ?? Us, previous));
}
