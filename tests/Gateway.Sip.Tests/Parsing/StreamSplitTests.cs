using System.Text;
using CsCheck;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Tests.Parsing;

/// <summary>Framing does not depend on where TCP cuts (RFC 3261 §18.3). CsCheck prints the seed of a failure.</summary>
public sealed class StreamSplitTests
{
    private static readonly Gen<string> Message =
        from body in Gen.Char[" \r\nSIPabc:0"].Array[0, 40].Select(c => new string(c))
        from compact in Gen.Bool
        from fold in Gen.Bool
        from before in Gen.Int[0, 3]
        from number in Gen.Int[0, 9999]
        select string.Concat(Enumerable.Repeat("\r\n", before == 2 ? 0 : before))
            + $"OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK{number}\r\nFrom: <sip:a@b>;tag=1\r\nTo:{(fold ? "\r\n " : " ")}<sip:a@b>\r\n"
            + $"Call-ID: {number}\r\nCSeq: 1 OPTIONS\r\nContent-Type: text/plain\r\n{(compact ? "l" : "Content-Length")}: {body.Length}\r\n\r\n{body}";

    [Fact]
    public void Any_messages_cut_at_any_points_come_out_as_in_one_piece() =>
        Gen.Select(Message.Array[1, 6], Gen.Int[0, 2000].Array[0, 12]).Sample((messages, cuts) =>
        {
            var stream = Encoding.UTF8.GetBytes(string.Concat(messages));
            var points = cuts.Where(c => c < stream.Length).Append(0).Append(stream.Length).Distinct().Order().ToList();
            return Read(stream, points).SequenceEqual(Read(stream, [0, stream.Length]));
        });

    [Fact]
    public void Messages_cut_at_every_single_point_come_out_whole()
    {
        var stream = Encoding.UTF8.GetBytes(Samples.Invite + "\r\n\r\n" + Samples.Invite);
        var whole = Read(stream, [0, stream.Length]);
        Assert.Equal(3, whole.Count);
        for (var cut = 1; cut < stream.Length; cut++)
        {
            Assert.Equal(whole, Read(stream, [0, cut, stream.Length]));
        }
    }

    /// <summary>What the framer gives for these pieces.</summary>
    private static List<string> Read(byte[] stream, List<int> points)
    {
        var framer = new SipStreamFramer(SipLimits.Default);
        var seen = new List<string>();
        for (var i = 1; i < points.Count; i++)
        {
            framer.Append(stream.AsSpan(points[i - 1], points[i] - points[i - 1]));
            for (var frame = framer.Next(); frame is not SipFrame.NeedMore; frame = framer.Next())
            {
                seen.Add(frame switch
                {
                    SipFrame.Message message => Encoding.UTF8.GetString(message.Bytes.Span),
                    SipFrame.Ping => "ping",
                    _ => "fatal",
                });
                if (frame is SipFrame.Fatal)
                {
                    return seen;
                }
            }
        }

        return seen;
    }
}
