using System.Net;
using System.Text;
using CsCheck;
using Gateway.Sip.Headers;
using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;
using Gateway.Sip.Registration;

namespace Gateway.Sip.Tests.Parsing;

/// <summary>
/// Good messages with bytes changed, cut, doubled and spliced: nothing throws but <see cref="SipFormatException"/> of a typed view, and
/// what is
/// accepted is written and read back the same. A failing seed is printed by CsCheck.
/// </summary>
public sealed class MutationTests
{
    private static readonly IPEndPoint Source = new(IPAddress.Loopback, 5060);

    private static readonly string[] Seeds =
    [
        Samples.Invite,
        Samples.With("From", "f:\r\n \"A \\\" B\"\r\n\t<sip:a@b>;tag=1")
            .Replace("Via: SIP/2.0/UDP [", "v: SIP / 2.0/UDP a,SIP/2.0/UDP [", StringComparison.Ordinal),
        "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\nl:0\r\n\r\n",
        "REGISTER sip:r SIP/2.0\r\nVia: SIP/2.0/TCP h\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x\r\nCSeq: 1 REGISTER\r\nContact: *\r\n"
            + "Authorization: Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"x\", qop=auth, nc=00000001, cnonce=\"c\"\r\n\r\n",
        "MESSAGE urn:service:sos SIP/2.0\r\nVia: SIP/2.0/UDP h\r\nFrom: tel:1;tag=1\r\nTo: <urn:service:sos>\r\nCall-ID: x\r\nCSeq: 1 MESSAGE\r\n"
            + "Geolocation: <cid:a@b>;loc-src=h\r\nReason: Q.850;cause=16;text=\"a,b\"\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: multipart/mixed;boundary=c\r\n\r\n--c\r\n\r\n1\r\n--c--\r\n--b\r\nContent-ID: <a@b>\r\n\r\n2\r\n--b--\r\n",
    ];

    private static readonly string[] Splices =
        ["\r\n", "\r\n ", "\n", "\r", "\"", "<", ">", ",", ";", "%00", "\0", "\\", ":", "=", "@", "[", "]", " ", "\t", "--b", "--", "é",
            "99999999999999999999", "SIP/2.0", "Via: ", "Content-Length: 5\r\n", "Contact: "];

    private static readonly Gen<byte[]> Mutated = Gen.Select(
        Gen.Int[0, Seeds.Length - 1],
        Gen.Select(Gen.Int[0, 4], Gen.Double[0, 1], Gen.Int[0, 255], Gen.Double[0, 0.2]).Array[1, 6],
        (seed, steps) =>
            steps.Aggregate(Encoding.UTF8.GetBytes(Seeds[seed]), (bytes, step) =>
                Mutate(bytes, step.Item1, step.Item2, step.Item3, step.Item4)));

    [Fact]
    public void Thousands_of_mutated_messages_are_accepted_or_refused_and_nothing_else()
    {
        var accepted = 0;
        Mutated.Sample(
            bytes =>
            {
                if (SipParser.TryParse(bytes, SipLimits.Default, out var message, out var rejection))
                {
                    Interlocked.Increment(ref accepted);
                    ReadAll(message!);
                    SameAgain(message!);
                }
                else if (rejection.IsAnswerable)
                {
                    SipWriter.ToBytes(StatelessReply.To(rejection, Source)!);
                }
                else
                {
                    Assert.NotEqual(RejectionReason.None, rejection.Reason);
                }
            },
            iter: 10_000, threads: 1);
        Assert.InRange(accepted, 1000, 9900);
    }

    [Fact]
    public void A_stream_of_mutated_messages_is_framed_or_ended_within_its_limit() =>
        Gen.Select(Mutated.Array[1, 4], Gen.Int[1, 500]).Sample(
        (messages, piece) =>
        {
            var stream = messages.SelectMany(m => m).ToArray();
            var framer = new SipStreamFramer(SipLimits.Default);
            for (var i = 0; i < stream.Length; i += piece)
            {
                framer.Append(stream.AsSpan(i, Math.Min(piece, stream.Length - i)));
                for (var frame = framer.Next(); frame is SipFrame.Message or SipFrame.Ping; frame = framer.Next())
                {
                    if (frame is SipFrame.Message whole && SipParser.TryParse(whole.Bytes, SipLimits.Default, out var message, out _))
                    {
                        ReadAll(message!);
                    }
                }

                Assert.InRange(framer.Buffered, 0, SipLimits.Default.StreamBufferBytes);
            }
        },
        iter: 2_000, threads: 1);

    private static void ReadAll(SipMessage message)
    {
        _ = (message.Via, message.From.Tag, message.To.ToString(), message.CSeq, message.CallId, message.ReadableContact,
            message.MaxForwards, message.ContentType);
        _ = (ContactList.Of(message.Headers), ReasonHeader.Of(message.Headers), GeolocationHeader.Of(message.Headers),
            AssertedIdentity.Preferred(message.Headers));
        _ = (PrivacyHeader.Of(message.Headers), CallInfo.Of(message.Headers), HistoryInfo.First(message.Headers),
            ResourcePriority.Of(message.Headers));
        _ = (TokenList.Of(message.Headers, "Allow"), AcceptHeader.Allows(message.Headers, "text/plain"), ExpiresHeader.Of(message.Headers));
        _ = DigestCredentials.TryParse(message.Headers["Authorization"] ?? "", out _);
        foreach (var part in MultipartReader.Read(message, SipLimits.Default).Parts)
        {
            _ = (part.ContentId, part.Disposition, part.DecodedContent.Length);
        }

        if (message is SipRequest request)
        {
            _ = (ServiceUrn.From(request.RequestUri), request.RequestUri.IsEquivalentTo(request.To.Uri),
                RequestValidator.Check(request, new RequestRules(), SipLimits.Default));
            SipWriter.ToBytes(StatelessReply.To(request, Source, 400));
        }
        else
        {
            ResponseValidator.IsForClient((SipResponse)message);
        }
    }

    private static void SameAgain(SipMessage message)
    {
        var written = SipWriter.ToBytes(message);
        Assert.True(SipParser.TryParse(written, SipLimits.Default with { HeaderLineBytes = 20_000 }, out var again, out var rejection),
            rejection.Reason.ToString());
        Assert.Equal(message.ToString(), again!.ToString());
        Assert.Equal(message.Headers.Where(h => h.Name != "Content-Length"), again.Headers.Where(h => h.Name != "Content-Length"));
        Assert.True(message.Body.Span.SequenceEqual(again.Body.Span));
        Assert.Equal((message.Via, message.From, message.To, message.CSeq), (again.Via, again.From, again.To, again.CSeq));
        Assert.Equal(written, SipWriter.ToBytes(again));
    }

    private static byte[] Mutate(byte[] bytes, int kind, double where, int value, double length)
    {
        var at = (int)(where * bytes.Length);
        var to = Math.Min(bytes.Length, at + (int)(length * bytes.Length));
        switch (kind)
        {
            case 0 when bytes.Length > 0:
                var changed = bytes.ToArray();
                changed[Math.Min(at, bytes.Length - 1)] = (byte)value;
                return changed;
            case 1:
                return [.. bytes[..at], .. bytes[to..]];
            case 2:
                return [.. bytes[..to], .. bytes[at..]];
            case 3:
                return bytes[..(bytes.Length - (bytes.Length - at) / 3)];
            default:
                return [.. bytes[..at], .. Encoding.UTF8.GetBytes(Splices[value % Splices.Length]), .. bytes[at..]];
        }
    }
}
