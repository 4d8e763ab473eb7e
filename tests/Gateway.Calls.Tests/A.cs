using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Routing;

namespace Gateway.Calls.Tests;

/// <summary>Ready-made values: "a call, an offer".</summary>
internal static class A
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    public static readonly CallId Call = new("7K2M9QXW4T1Z");
    public static readonly QueueId Queue = new("71.71/darurat");
    public static readonly QueueId Neighbour = new("71.72/darurat");
    public static readonly AgentId Agent = new("2001");
    public static readonly OfferId Offer = new(1);
    public static readonly CallRoute Route = new("71.71", Queue, RouteRule.Area);

    public static readonly LocationFound Location = new("71.71", 1.48, 124.84, 850, "cell", "pani", [], false, []);

    public static readonly RecordingCommitted Recording = new("2026/11/24/7K2M9QXW4T1Z.wav", new string('a', 64), 12_345, 197_564, false);

    public static CallFacts Facts(AnswerMode answer = AnswerMode.Immediately, bool recorded = true) => new(
        Call,
        "4T1Z7K2M9QXW",
        Start,
        "telkomsel",
        "abc@trunk",
        new CallerIdentity("sip:+6281234567890@trunk.example", null, "+6281234567890", true),
        "urn:service:sos",
        "112",
        "192.0.2.10:5060",
        answer,
        recorded,
        new CallRoute("71.71", Queue, RouteRule.TrunkDefault));

    public static LegConfirmed Leg(string leg, long? offer = null) => new(
        leg, offer, offer is null ? null : "2001", "abc@trunk", "l1", "r1", "<sip:112@gw.example>",
        "\"Ibu Sari\" <sip:+62812@trunk.example>", "sip:+62812@192.0.2.10:5060",
        ["<sip:p1.example;lr>"], 7, 1, false, "trunk-side", "UDP", "192.0.2.1:5060", "192.0.2.10:5060", 0, "v=0\r\n", "v=0\r\n");
}
