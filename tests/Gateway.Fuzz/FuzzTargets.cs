using System.Net;
using System.Text;
using Gateway.Location.PidfLo;
using Gateway.Media.Sdp;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Registration;

namespace Gateway.Fuzz;

/// <summary>
/// What is fuzzed: each target takes any bytes as the network brings them, and throws only when a promise is broken. Stateless, any thread.
/// </summary>
public static class FuzzTargets
{
    private static readonly IPEndPoint Source = new(IPAddress.Loopback, 5060);
    private static readonly LocalMedia Local = new(1, IPAddress.Loopback, 20_000);

    public static IReadOnlyDictionary<string, Action<byte[]>> All { get; } = new SortedDictionary<string, Action<byte[]>>(StringComparer.Ordinal)
    {
        ["message"] = Message,
        ["multipart"] = Multipart,
        ["pidf-lo"] = Pidf,
        ["sdp"] = Sdp,
        ["stream"] = Framing,
    };

    /// <summary>A datagram: accepted or refused; what is accepted can be read whole, and written and read back the same.</summary>
    private static void Message(byte[] bytes)
    {
        if (!SipParser.TryParse(bytes, SipLimits.Default, out var message, out var rejection))
        {
            Demand(rejection.Reason != RejectionReason.None, "refused without a reason");
            if (rejection.IsAnswerable)
            {
                SipWriter.ToBytes(StatelessReply.To(rejection, Source)!);
            }

            return;
        }

        Headers(message!);
        var written = SipWriter.ToBytes(message!);
        Demand(
            SipParser.TryParse(written, SipLimits.Default with { HeaderLineBytes = 256 * 1024, MessageBytes = 1024 * 1024 }, out var again, out var why),
            $"what was accepted is refused when written: {why.Reason}");
        Demand(SipWriter.ToBytes(again!).AsSpan().SequenceEqual(written), "written twice, it differs");
        Demand(message!.CallId == again!.CallId && message.CSeq == again.CSeq && message.Via.Equals(again.Via), "its transaction changed");
    }

    private static void Headers(SipMessage message)
    {
        _ = (message.Via, message.From.Tag, message.To.ToString(), message.CSeq, message.CallId, message.ReadableContact, message.MaxForwards);
        _ = (ContactList.Of(message.Headers), ReasonHeader.Of(message.Headers), GeolocationHeader.Of(message.Headers));
        _ = (AssertedIdentity.Preferred(message.Headers), PrivacyHeader.Of(message.Headers), CallInfo.Of(message.Headers));
        _ = (HistoryInfo.First(message.Headers), DiversionHeader.Original(message.Headers), ResourcePriority.Of(message.Headers));
        _ = (TokenList.Of(message.Headers, "Allow"), AcceptHeader.Allows(message.Headers, "text/plain"), ExpiresHeader.Of(message.Headers));
        _ = (MediaType.Of(message.Headers), ContentDisposition.Of(message.Headers), DigestCredentials.TryParse(message.Headers["Authorization"] ?? "", out _));
        Parts(MultipartReader.Read(message, SipLimits.Default));
        if (message is SipRequest request)
        {
            _ = (ServiceUrn.From(request.RequestUri), request.RequestUri.IsEquivalentTo(request.To.Uri));
            _ = RequestValidator.Check(request, new RequestRules(), SipLimits.Default);
            SipWriter.ToBytes(StatelessReply.To(request, Source, 400));
        }
    }

    /// <summary>A stream's bytes in pieces of two sizes: the same frames, and never more kept than the limit.</summary>
    private static void Framing(byte[] bytes)
    {
        var whole = Frames(bytes, int.MaxValue);
        var pieces = Frames(bytes, bytes.Length == 0 ? 1 : 1 + bytes[0] % 61);
        Demand(whole.SequenceEqual(pieces), $"cut differently, {whole.Count} frames became {pieces.Count}");
    }

    private static List<string> Frames(byte[] bytes, int piece)
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        List<string> frames = [];
        for (var at = 0; at < bytes.Length; at += Math.Min(piece, bytes.Length - at))
        {
            framer.Append(bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
            SipFrame frame;
            do
            {
                frame = framer.Next();
                if (frame is SipFrame.Message message)
                {
                    frames.Add(Convert.ToHexString(message.Bytes.Span));
                }
            }
            while (frame is SipFrame.Message or SipFrame.Ping);
            Demand(framer.Buffered <= SipLimits.Default.StreamBufferBytes, "more is kept than the limit");
        }

        return frames;
    }

    /// <summary>The first line is the Content-Type, the rest a body: parts within the limits, each inside the body.</summary>
    private static void Multipart(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf((byte)'\n');
        var type = Encoding.Latin1.GetString(bytes, 0, Math.Max(0, end)).Trim();
        var headers = new HeaderList();
        headers.Add("Content-Type", type.Replace("\r", " ", StringComparison.Ordinal));
        Parts(MultipartReader.Read(headers, bytes.AsMemory(end + 1), SipLimits.Default));
    }

    private static void Parts(BodyParts read)
    {
        foreach (var part in read.Parts)
        {
            _ = (part.ContentId, part.Disposition, part.DecodedContent.Length);
        }

        Demand(read.Parts.Count <= SipLimits.Default.BodyParts, "more parts than the limit");
    }

    /// <summary>Any offer or answer: negotiated or refused with a reason, and what is written can be read.</summary>
    private static void Sdp(byte[] bytes)
    {
        if (!SdpParser.TryParse(bytes, out var session, out var error))
        {
            Demand(error.Length > 0, "refused without a reason");
            return;
        }

        Demand(SdpParser.TryParse(session.ToBytes(), out var again, out var why), $"what was read is refused when written: {why}");
        Demand(again!.ToString() == session.ToString(), "written twice, it differs");
        var ours = OfferAnswer.Offer(Local);
        _ = OfferAnswer.AcceptAnswer(ours, session, Local);
        if (OfferAnswer.Answer(session, Local, ours) is NegotiationResult.Agreed agreed)
        {
            Demand(agreed.Local.Media.Count == session.Media.Count, "the answer has another number of m-lines (RFC 3264 §6)");
            Demand(SdpParser.TryParse(agreed.Local.ToBytes(), out _, out why), $"our answer cannot be read: {why}");
        }
    }

    /// <summary>Any document: locations with finite numbers, or what is wrong with it.</summary>
    private static void Pidf(byte[] bytes)
    {
        var read = PidfLoReader.Read(bytes);
        Demand(read.Locations.Count > 0 || read.Problem is not null, "neither a location nor a problem");
        foreach (var location in read.Locations)
        {
            _ = location.ToString();
        }
    }

    private static void Demand(bool kept, string what)
    {
        if (!kept)
        {
            throw new InvalidOperationException(what);
        }
    }
}
