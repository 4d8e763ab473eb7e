using System.Globalization;
using System.Text;
using Gateway.Calls.Journal;
using Gateway.Media.Sdp;
using Gateway.Sip;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.TestCalls;

/// <summary>
/// The 200 to a test call (RFC 6881 §15): SDP that mirrors the caller's audio, beside it a text that says which centre answers, what was asked
/// for and where the caller was found. Pure.
/// </summary>
internal static class TestCallAnswer
{
    private const string Boundary = "test-call";
    private static readonly SipLimits Limits = new();

    /// <summary>The caller's offer, also as a part of a multipart body; null: none that can be read.</summary>
    public static SessionDescription? Offer(SipRequest request)
    {
        foreach (var part in MultipartReader.Read(request, Limits).Parts.Where(p => p.Type is null || p.Is("application/sdp")))
        {
            if (SdpParser.TryParse(part.DecodedContent.Span, out var offer, out _))
            {
                return offer;
            }
        }

        return null;
    }

    /// <summary>Three lines and the location as received, so that the tester sees what of it has arrived.</summary>
    /// <param name="centre">The centre that a real call would have reached.</param>
    public static string Text(SipRequest request, string centre, LocationFound location, string? areaName)
    {
        var text = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"PSAP: {centre}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Service: {request.RequestUri.Text}\r\n")
            .Append(CultureInfo.InvariantCulture, $"Location: {Where(location, areaName)}\r\n");
        foreach (var header in new[] { "Geolocation", "P-Access-Network-Info", "Cellular-Network-Info" })
        {
            foreach (var line in request.Headers.Lines(header))
            {
                text.Append(CultureInfo.InvariantCulture, $"{header}: {line}\r\n");
            }
        }

        foreach (var part in MultipartReader.Read(request, Limits).Parts.Where(p => p.Is("application/pidf+xml")))
        {
            text.Append(Encoding.UTF8.GetString(part.DecodedContent.Span).Trim()).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>The 200: SDP and text where the INVITE accepts multipart, else the SDP alone; Organization names the centre in either case.</summary>
    public static ResponseSpec Success(SipRequest request, string centre, SessionDescription sdp, string text)
    {
        var description = sdp + Loopback(request);
        var headers = new List<HeaderField> { new("Organization", OneLine(centre)) };
        if (!AcceptsText(request))
        {
            return new ResponseSpec(200, Headers: headers, Body: new SipBody("application/sdp", Encoding.UTF8.GetBytes(description)));
        }

        headers.Add(new HeaderField("MIME-Version", "1.0"));
        var body =
            $"--{Boundary}\r\nContent-Type: application/sdp\r\n\r\n{description}\r\n" +
            $"--{Boundary}\r\nContent-Type: text/plain;charset=utf-8\r\nContent-Disposition: render;handling=optional\r\n\r\n{text}\r\n" +
            $"--{Boundary}--\r\n";
        return new ResponseSpec(200, Headers: headers, Body: new SipBody($"multipart/mixed;boundary=\"{Boundary}\"", Encoding.UTF8.GetBytes(body)));
    }

    /// <summary>Without Accept only application/sdp is taken (RFC 3261 §20.1).</summary>
    private static bool AcceptsText(SipRequest request)
    {
        var accepted = request.Headers.Values("Accept").Select(v => v.Split(';')[0].Trim().ToLowerInvariant()).ToList();
        return accepted.Any(a => a is "multipart/mixed" or "multipart/*" or "*/*");
    }

    /// <summary>RFC 6849 §5: the mirror's answer to a loopback source. The audio line is the last one we write attributes for.</summary>
    private static string Loopback(SipRequest request)
    {
        var offer = Encoding.UTF8.GetString(request.Body.Span);
        return Offer(request) is { Media.Count: 1 } && offer.Contains("a=loopback-source", StringComparison.Ordinal)
            && offer.Contains("rtp-start-loopback", StringComparison.Ordinal)
            ? "a=loopback:rtp-start-loopback\r\na=loopback-mirror\r\n"
            : "";
    }

    private static string Where(LocationFound location, string? areaName) =>
        location.Latitude is { } latitude && location.Longitude is { } longitude
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{latitude:0.#####} {longitude:0.#####}, uncertainty {location.UncertaintyMetres ?? 0:0} m, ")
                + $"area {location.AreaCode ?? "unknown"} {areaName}, by {location.DecidedBy}"
            : location.AreaCode is { } area ? $"area {area} {areaName}, by {location.DecidedBy}" : "none received";

    private static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
