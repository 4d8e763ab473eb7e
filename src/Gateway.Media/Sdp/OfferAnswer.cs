using System.Globalization;
using System.Net;
using Gateway.Media.Engine;
using Gateway.Media.Srtp;

namespace Gateway.Media.Sdp;

/// <summary>
/// Offer and answer (RFC 3264) for one G.711 stream with telephone-event, as RTP or SRTP (RFC 4568): the first usable audio line is taken,
/// every other line is refused with port 0 in its place. Our description's version goes up by one when, and only when, it differs from the one before. Pure.
/// </summary>
public static class OfferAnswer
{
    /// <summary>Answers an offer (§6).</summary>
    /// <param name="previous">Our description that is in force on this leg, or null on the first exchange.</param>
    public static NegotiationResult Answer(SessionDescription offer, LocalMedia local, SessionDescription? previous = null)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(local);
        if (SrtpNegotiation.Pick(offer.Media, local.Srtp, m => IsUsable(m, local)) is not (var line, var theirs))
        {
            return new NegotiationResult.Failed(offer.Media.Count == 0 ? "no media offered" : $"offered: {Summary(offer)}");
        }

        var media = offer.Media[line];
        var chosen = AudioFormats.FirstWanted(media, local.Codecs)!.Value;
        var remote = RemoteDirection(offer, media);
        var direction = Reverse(remote) & local.Direction;
        var events = AudioFormats.TelephoneEvent(media);
        var ptime = Ptime(media, local.PtimeMs);
        var mux = media.Has("rtcp-mux");
        var keys = theirs is null ? null : SrtpNegotiation.Keys(local.Srtp!, theirs);
        IReadOnlyList<SdpAttribute> ours = theirs is null ? [] : [SrtpNegotiation.Line(local.Srtp!, theirs.Tag, theirs.Key.Suite)];
        var answered = AudioLine(local, media.Protocol, [chosen], events, ptime, direction, mux, ours);
        var description = Describe(local, [.. offer.Media.Select((m, at) => at == line ? answered : Refused(m))], offer.Time, previous);
        var format = Format(offer, media, chosen, events, direction, ptime, mux, keys);
        return new NegotiationResult.Agreed(description, format, !remote.HasFlag(MediaDirection.ReceiveOnly));
    }

    /// <summary>Our offer (§5, or §8 inside a session: lines that were refused stay in their places).</summary>
    public static SessionDescription Offer(LocalMedia local, SessionDescription? previous = null)
    {
        ArgumentNullException.ThrowIfNull(local);
        var current = previous is null ? null : AudioOf(previous);
        var (protocol, keys) = SrtpNegotiation.Offer(local.Srtp, current);
        var audio = AudioLine(
            local, protocol, Numbers(local, current), EventNumber(local, current), local.PtimeMs, local.Direction,
            current?.Has("rtcp-mux") ?? false, keys);
        IReadOnlyList<MediaDescription> lines = current is null
            ? [audio]
            : [.. previous!.Media.Select(m => ReferenceEquals(m, current) ? audio : Refused(m))];
        return Describe(local, lines, "0 0", previous);
    }

    /// <summary>What the answer to our offer settles (§7). A line that the peer answers wrongly is read as well as it can be.</summary>
    public static NegotiationResult AcceptAnswer(SessionDescription offer, SessionDescription answer, LocalMedia local)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(local);
        var index = offer.Media.ToList().FindIndex(m => m.IsAudio && m.Port != 0);
        var media = index >= 0 && index < answer.Media.Count ? answer.Media[index] : null;
        if (media is not { IsAudio: true, Port: not 0 }
            || !SrtpNegotiation.IsKnown(media.Protocol)
            || AudioFormats.FirstListed(media, local.Codecs) is not { } chosen
            || !SrtpNegotiation.TryAccept(offer.Media[index], media, local.Srtp, out var keys))
        {
            return new NegotiationResult.Failed(answer.Media.Count == 0 ? "answered without media" : $"answered: {Summary(answer)}");
        }

        var remote = RemoteDirection(answer, media);
        var offered = offer.Media[index].Direction ?? MediaDirection.SendReceive;
        var mux = media.Has("rtcp-mux") && offer.Media[index].Has("rtcp-mux");
        var format = Format(
            answer, media, chosen, AudioFormats.TelephoneEvent(media), Reverse(remote) & offered, Ptime(media, local.PtimeMs), mux, keys);
        var holds = !remote.HasFlag(MediaDirection.ReceiveOnly) && offered.HasFlag(MediaDirection.SendOnly);
        return new NegotiationResult.Agreed(offer, format, holds);
    }

    /// <summary>What we could do, for the body of a 488 or of an answer to OPTIONS: as an offer, with port 0 (§9) and without keys.</summary>
    public static SessionDescription Capabilities(LocalMedia local)
    {
        var offer = Offer(local);
        return (offer with { Media = [offer.Media[0] with { Port = 0 }] }).WithoutKeys();
    }

    private static bool IsUsable(MediaDescription media, LocalMedia local) =>
        media.IsAudio && media.Port != 0 && AudioFormats.FirstWanted(media, local.Codecs) is not null;

    /// <summary>As the peer sees it. 0.0.0.0 means that it will not receive (§8.4).</summary>
    private static MediaDirection RemoteDirection(SessionDescription session, MediaDescription media)
    {
        var stated = media.Direction ?? MediaDescription.DirectionOf(session.Attributes) ?? MediaDirection.SendReceive;
        return (media.Connection ?? session.Connection) is { IsUnspecified: true } ? stated & MediaDirection.SendOnly : stated;
    }

    private static MediaDirection Reverse(MediaDirection direction) =>
        (direction.HasFlag(MediaDirection.SendOnly) ? MediaDirection.ReceiveOnly : 0)
        | (direction.HasFlag(MediaDirection.ReceiveOnly) ? MediaDirection.SendOnly : 0);

    private static int Ptime(MediaDescription media, int wanted) =>
        int.TryParse(media.Attribute("maxptime"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most >= 10
            ? Math.Min(wanted, most / 10 * 10)
            : wanted;

    private static LegFormat Format(
        SessionDescription session,
        MediaDescription media,
        (AudioCodec Codec, byte PayloadType) chosen,
        byte? events,
        MediaDirection direction,
        int ptime,
        bool mux,
        SrtpKeys? keys)
    {
        var connection = media.Connection ?? session.Connection;
        var rtp = connection is { IsUnspecified: false, Ip: { } ip } ? new IPEndPoint(ip, media.Port) : null;
        return new LegFormat(chosen.Codec, chosen.PayloadType, events, rtp, mux ? rtp : Rtcp(media, rtp), mux, direction, ptime) { Srtp = keys };
    }

    /// <summary>a=rtcp (RFC 3605), else the port above RTP.</summary>
    private static IPEndPoint? Rtcp(MediaDescription media, IPEndPoint? rtp)
    {
        if (rtp is null)
        {
            return null;
        }

        var parts = media.Attribute("rtcp")?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (parts.Length > 0 && ushort.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port != 0)
        {
            return new IPEndPoint(parts.Length > 3 && IPAddress.TryParse(parts[3], out var address) ? address : rtp.Address, port);
        }

        return rtp.Port < ushort.MaxValue ? new IPEndPoint(rtp.Address, rtp.Port + 1) : null;
    }

    private static MediaDescription? AudioOf(SessionDescription ours) => ours.Media.FirstOrDefault(m => m.IsAudio && m.Port != 0);

    /// <summary>Inside a session a codec keeps the number that it has (§8.3.2).</summary>
    private static IReadOnlyList<(AudioCodec Codec, byte PayloadType)> Numbers(LocalMedia local, MediaDescription? current) =>
    [
        .. local.Codecs.Select(c => current is not null && AudioFormats.FirstWanted(current, [c]) is { } known
            ? known
            : (c, c == AudioCodec.Pcma ? (byte)8 : (byte)0)),
    ];

    private static byte EventNumber(LocalMedia local, MediaDescription? current)
    {
        if (current is not null && AudioFormats.TelephoneEvent(current) is { } known)
        {
            return known;
        }

        var taken = Numbers(local, current).Select(c => c.PayloadType).ToList();
        return taken.Contains(local.TelephoneEventPayloadType)
            ? Enumerable.Range(96, 32).Select(n => (byte)n).First(n => !taken.Contains(n))
            : local.TelephoneEventPayloadType;
    }

    private static MediaDescription AudioLine(
        LocalMedia local,
        string protocol,
        IReadOnlyList<(AudioCodec Codec, byte PayloadType)> codecs,
        byte? events,
        int ptime,
        MediaDirection direction,
        bool mux,
        IReadOnlyList<SdpAttribute> keys)
    {
        var attributes = codecs
            .Select(c => new SdpAttribute("rtpmap", $"{c.PayloadType} {(c.Codec == AudioCodec.Pcma ? "PCMA" : "PCMU")}/8000"))
            .ToList();
        if (events is { } number)
        {
            attributes.Add(new SdpAttribute("rtpmap", $"{number} telephone-event/8000"));
            attributes.Add(new SdpAttribute("fmtp", $"{number} 0-15"));
        }

        attributes.Add(new SdpAttribute("ptime", ptime.ToString(CultureInfo.InvariantCulture)));
        attributes.Add(new SdpAttribute(direction switch
        {
            MediaDirection.SendReceive => "sendrecv",
            MediaDirection.SendOnly => "sendonly",
            MediaDirection.ReceiveOnly => "recvonly",
            _ => "inactive",
        }));
        if (mux)
        {
            attributes.Add(new SdpAttribute("rtcp-mux"));
        }

        attributes.AddRange(keys);

        var numbers = codecs.Select(c => c.PayloadType).Concat(events is { } e ? [e] : []);
        return new MediaDescription
        {
            Media = "audio",
            Port = local.RtpPort,
            Protocol = protocol,
            Formats = [.. numbers.Select(n => n.ToString(CultureInfo.InvariantCulture))],
            Attributes = attributes,
        };
    }

    private static MediaDescription Refused(MediaDescription media) => new()
    {
        Media = media.Media,
        Port = 0,
        Protocol = media.Protocol,
        Formats = media.Formats,
    };

    private static SessionDescription Describe(
        LocalMedia local, IReadOnlyList<MediaDescription> media, string time, SessionDescription? previous)
    {
        var address = local.Address.ToString();
        var version = previous?.Origin.Version ?? 1;
        var description = new SessionDescription
        {
            Origin = new SdpOrigin("-", local.SessionId.ToString(CultureInfo.InvariantCulture), version, address),
            Connection = new SdpConnection(address),
            Time = time,
            Media = media,
        };
        return previous is null || description.ToString() == previous.ToString()
            ? description
            : description with { Origin = description.Origin with { Version = version + 1 } };
    }

    private static string Summary(SessionDescription session) => string.Join("; ", session.Media.Take(4).Select(m =>
        $"{m.Media} {(m.Port == 0 ? "port 0" : m.Protocol)} {AudioFormats.Names(m)}"));
}
