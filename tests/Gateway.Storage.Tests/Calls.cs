using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;

namespace Gateway.Storage.Tests;

/// <summary>Journal entries of small calls.</summary>
internal static class Calls
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    public static JournalEntry Received(string call, double at = 0, string? number = "+62812", string trunk = "telkomsel") =>
        Of(call, at, 0, new CallReceived(
            "I" + call, trunk, "sip-" + call, "sip:x@y", null, number, number is not null, null, false, null,
            "urn:service:sos", "112", null, "192.0.2.1:5060", null, AnswerMode.Immediately, true));

    public static JournalEntry Ended(string call, double at, double after, CallOutcome outcome) =>
        Of(call, at, after, new CallEnded(outcome, "test"));

    /// <summary>Received, queued, offered, connected after <paramref name="wait"/>, completed after a minute.</summary>
    public static IReadOnlyList<JournalEntry> Answered(
        string call,
        double at = 0,
        double wait = 5,
        string? number = "+62812",
        string agent = "2001",
        string queue = "71.71/darurat",
        string trunk = "telkomsel") =>
    [
        Received(call, at, number, trunk),
        Of(call, at, 0.1, new CallRouted("71.71", queue, "area")),
        Of(call, at, 0.1, new EnterQueue(queue, 1)),
        Of(call, at, 1, new OfferMade(1, agent, queue, 10_000)),
        Of(call, at, wait, new Connect(1, agent, queue, (long)(wait * 1000), 0)),
        Of(call, at, wait + 60, new CompleteCaller(1, agent, queue, (long)(wait * 1000), 60_000)),
        Ended(call, at, wait + 60, CallOutcome.Answered),
    ];

    public static IReadOnlyList<JournalEntry> Abandoned(string call, double at = 0, double wait = 30, string? number = "+62812") =>
    [
        Received(call, at, number),
        Of(call, at, 0.1, new EnterQueue("71.71/darurat", 1)),
        Of(call, at, wait, new Abandon(CallOutcome.AbandonedWaiting, "71.71/darurat", 1, (long)(wait * 1000), "bye")),
        Ended(call, at, wait, CallOutcome.AbandonedWaiting),
    ];

    public static JournalEntry Of(string call, double at, double after, JournalPayload payload) =>
        new(new CallId(call), Start.AddSeconds(at + after), TimeSpan.FromSeconds(after), payload);
}
