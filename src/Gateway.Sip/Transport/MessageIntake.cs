using Gateway.Sip.Messages;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Transport;

/// <summary>From bytes to a parsed message with its source noted in the top Via; runs on receive threads.</summary>
internal static class MessageIntake
{
    /// <summary>Reads a datagram and gives it to the sink.</summary>
    public static void Take(
        ReadOnlyMemory<byte> bytes, SipFlow flow, SipLimits limits, ITransportSink sink, Action<ReadOnlyMemory<byte>, SipFlow> reply)
    {
        if (Read(bytes, flow, limits, sink, reply) is { } message)
        {
            sink.OnMessage(message, flow, bytes.Length);
        }
    }

    /// <param name="bytes">A datagram or a cut message; given away.</param>
    /// <param name="reply">Sends the answer to bytes that are refused, on the way they came.</param>
    /// <returns>Null when the bytes are refused.</returns>
    public static SipMessage? Read(
        ReadOnlyMemory<byte> bytes, SipFlow flow, SipLimits limits, ITransportSink sink, Action<ReadOnlyMemory<byte>, SipFlow> reply)
    {
        if (!SipParser.TryParse(bytes, limits, out var message, out var rejection))
        {
            Refuse(rejection, flow, sink, reply, bytes.Length);
            return null;
        }

        if (message is SipRequest request)
        {
            NoteSource(request, flow);
        }

        return message;
    }

    /// <param name="received">Bytes on the wire, as far as known.</param>
    public static void Refuse(
        ParseRejection rejection, SipFlow flow, ITransportSink sink, Action<ReadOnlyMemory<byte>, SipFlow> reply, int received = 0)
    {
        if (rejection.IsKeepAlive)
        {
            return;
        }

        if (StatelessReply.To(rejection, flow.Remote) is { } response)
        {
            var bytes = SipWriter.ToBytes(response);
            if (sink.MayAnswer(flow, received, bytes.Length))
            {
                reply(bytes, flow);
            }
        }

        sink.OnRejected(flow, rejection.Reason.ToString(), rejection.StatusCode);
    }

    /// <summary>received and rport of the topmost Via (RFC 3261 §18.2.1, RFC 3581 §4); further elements of its line stay.</summary>
    private static void NoteSource(SipRequest request, SipFlow flow)
    {
        var via = request.Via;
        var noted = via.WithSource(flow.Remote);
        if (!ReferenceEquals(via, noted))
        {
            var rest = CommaList.Split(request.Headers["Via"]!).Skip(1);
            request.Headers.SetFirst("Via", string.Join(", ", rest.Prepend(noted.ToString())));
        }
    }
}
