using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls.Journal;
using Gateway.Legs;
using Gateway.Media.Engine;
using Gateway.Operations;
using Gateway.Signalling;
using Gateway.Sip;

namespace Gateway.AgentCalls;

/// <summary>What every agent's call works with. All members are thread-safe; posting never blocks.</summary>
internal sealed record AgentCallServices
{
    public required string Domain { get; init; }

    /// <summary>UTC that does not step.</summary>
    public required Func<DateTimeOffset> Now { get; init; }

    public required ISipIds SipIds { get; init; }

    public required Action<SipCommand> Sip { get; init; }

    public required SipRouter Router { get; init; }

    public required Func<IMediaEngine> Media { get; init; }

    public required IRtpPortPool RtpPorts { get; init; }

    public required Action<AcdEvent> Acd { get; init; }

    public required IJournal Journal { get; init; }

    public required CallTable Calls { get; init; }

    public required AgentCallTable AgentCalls { get; init; }

    public required AlarmBoard Alarms { get; init; }

    public required IAgentPhones Phones { get; init; }

    /// <summary>What a phone shows of an agent, or null.</summary>
    public required Func<AgentId, string?> NameOf { get; init; }

    /// <summary>SRTP of new legs.</summary>
    public LegSecurity Security { get; init; } = LegSecurity.None;

    /// <summary>Counts by name what met no arrow, and how calls ended.</summary>
    public required Action<string> Count { get; init; }
}

/// <summary>A leg's failure in the ACD's words.</summary>
internal static class Failures
{
    public static OfferFailure Of(AgentFailure cause) => cause switch
    {
        AgentFailure.Busy => OfferFailure.Busy,
        AgentFailure.Declined => OfferFailure.Declined,
        AgentFailure.NoAnswer => OfferFailure.NoAnswer,
        AgentFailure.Unregistered => OfferFailure.Unregistered,
        _ => OfferFailure.Failed,
    };
}
