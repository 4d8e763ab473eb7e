using System.Globalization;
using System.Net;
using Gateway.Media.Engine;

namespace Gateway.Media.Sdp;

/// <summary>Our side of one leg's offer/answer.</summary>
/// <param name="SessionId">The o= line's session id; one per leg, constant for its life.</param>
/// <param name="Address">Address advertised for media.</param>
/// <param name="RtpPort">Even port; RTCP is on the next, unless the peer offers rtcp-mux.</param>
public sealed record LocalMedia(ulong SessionId, IPAddress Address, int RtpPort)
{
    public LocalMedia(ulong sessionId, RtpPorts ports)
        : this(sessionId, (ports ?? throw new ArgumentNullException(nameof(ports))).Advertise, ports.RtpPort)
    {
    }

    /// <summary>In order of preference; the first one that the peer offers too is answered alone.</summary>
    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcma, AudioCodec.Pcmu];

    /// <summary>Null: this side cannot do SRTP.</summary>
    public LocalSrtp? Srtp { get; init; }

    /// <summary>What we want: less than SendReceive holds the peer.</summary>
    public MediaDirection Direction { get; init; } = MediaDirection.SendReceive;

    /// <summary>Offered for telephone-event: 96 to 127. In answers the offered number stands.</summary>
    public byte TelephoneEventPayloadType { get; init; } = 101;

    /// <summary>
    /// The same side on other ports in a session that goes on: its session id, and the codec that was in use before the others.
    /// </summary>
    /// <param name="ours">Our description of before.</param>
    public LocalMedia Continuing(SessionDescription ours)
    {
        ArgumentNullException.ThrowIfNull(ours);
        var line = ours.Media.FirstOrDefault(m => m.IsAudio && m.Port != 0);
        var used = line is null ? null : AudioFormats.FirstListed(line, Codecs)?.Codec;
        return this with
        {
            SessionId = ulong.TryParse(ours.Origin.SessionId, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : SessionId,
            Codecs = [.. Codecs.OrderBy(c => c == used ? 0 : 1)],
        };
    }

    /// <summary>Offered packet time, in ms: 10 to 60.</summary>
    public int PtimeMs { get; init; } = 20;
}
