using System.Globalization;
using Gateway.Sip.Messages;
using Gateway.Sip.Transactions;
using static Gateway.Sip.Transactions.TransactionInput;

namespace Gateway.Sip.Conformance.Tests.Transactions;

/// <summary>Writes an arrow of a figure as text: input, next state, effects.</summary>
public static class Figure
{
    private static readonly SipResponse R180 = new(180, "Ringing");
    private static readonly SipResponse R200 = new(200, "OK");
    private static readonly SipResponse R486 = new(486, "Busy Here");
    private static readonly SipRequest Ack = new(SipMethod.Ack, SipUri.Parse("sip:a@192.0.2.1"));

    /// <summary>"start", "recv 180", "recv 200", "recv 486", "again", "ack", "send 180", …, "timer A", "transport error".</summary>
    public static TransactionInput Input(string text) => text switch
    {
        "start" => new Start(),
        "recv 180" => Received(R180),
        "recv 200" => Received(R200),
        "recv 486" => Received(R486),
        "again" => new RequestRetransmitted(),
        "ack" => new AckReceived(Ack),
        "send 180" => Respond(R180),
        "send 200" => Respond(R200),
        "send 486" => Respond(R486),
        "transport error" => new TransportFailed(),
        _ when text.StartsWith("timer ", StringComparison.Ordinal) => new TimerFired(Enum.Parse<TimerName>(text[6..])),
        _ => throw new ArgumentException(text),
    };

    public static string Effect(TransactionEffect effect) => effect switch
    {
        TransactionEffect.SendRequest { IsRetransmission: false } => "request",
        TransactionEffect.SendRequest => "request again",
        TransactionEffect.SendAck => "ACK",
        TransactionEffect.SendResponse { IsRetransmission: false } s => $"{s.Response.StatusCode}",
        TransactionEffect.SendResponse s => $"{s.Response.StatusCode} again",
        TransactionEffect.StartTimer t => string.Create(CultureInfo.InvariantCulture, $"{t.Timer}={t.After.TotalSeconds}"),
        TransactionEffect.PassResponse p => $"{p.Response.StatusCode} to TU",
        TransactionEffect.PassRequest => "request to TU",
        TransactionEffect.PassAck => "ACK to TU",
        TransactionEffect.Inform i => $"inform {i.Failure}",
        TransactionEffect.Terminate => "end",
        _ => throw new ArgumentException(effect.ToString()),
    };

    /// <summary>Walks the path, then gives the last arrow as "State: effects", or "absorbed".</summary>
    public static string Walk(SipTransaction machine, string path)
    {
        Transition arrow = default;
        foreach (var step in path.Split(", "))
        {
            arrow = machine.On(Input(step));
            machine = arrow.Next;
        }

        return arrow.IsAbsorbed ? $"{machine.State}: absorbed" : $"{machine.State}: {string.Join(", ", arrow.Effects.Select(Effect))}".TrimEnd();
    }
}
