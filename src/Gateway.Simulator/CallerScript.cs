using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Sip.Messages;
using Gateway.Sip.Transport;

namespace Gateway.Simulator;

/// <summary>What a simulated caller does. All times count from the INVITE unless they say otherwise.</summary>
/// <param name="Name">For people.</param>
/// <param name="Flow">From which listener of the node to which address of the gateway.</param>
public sealed record CallerScript(string Name, SipFlow Flow)
{
    public string RequestUri { get; init; } = "sip:112@gateway.invalid;user=phone";

    public string From { get; init; } = "<sip:+6281234567890@operator.invalid;user=phone>";

    /// <summary>Further header lines: P-Access-Network-Info, P-Asserted-Identity, ….</summary>
    public IReadOnlyList<HeaderField> Headers { get; init; } = [];

    /// <summary>Requires reliable provisional responses (RFC 3262).</summary>
    public bool Prack { get; init; }

    /// <summary>A PIDF-LO document: sent beside the SDP in a multipart body, with its Geolocation header (RFC 6442 §4.1).</summary>
    public string? PidfLo { get; init; }

    /// <summary>What the caller says; null: sends no RTP.</summary>
    public required PromptId? Voice { get; init; }

    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcma, AudioCodec.Pcmu];

    /// <summary>Null: knows no SRTP.</summary>
    public LocalSrtp? Srtp { get; init; }

    /// <summary>CANCEL when not answered by then.</summary>
    public TimeSpan CancelAfter { get; init; } = TimeSpan.FromSeconds(180);

    /// <summary>BYE so long after the answer; null: the caller waits for the gateway's.</summary>
    public TimeSpan? HangUpAfter { get; init; }
}

/// <summary>Who ended a simulated call.</summary>
public enum EndedBy
{
    /// <summary>It was refused, or nobody answered.</summary>
    Nobody,
    Caller,

    /// <summary>CANCEL before the answer.</summary>
    CallerBeforeAnswer,
    Gateway,
}

/// <summary>What became of a simulated caller's call.</summary>
/// <param name="StatusCode">Final status of the INVITE.</param>
/// <param name="AnswerTime">From INVITE to 2xx; null when there was none.</param>
/// <param name="HeardFirst">From INVITE to the first RTP packet; null when there was none.</param>
/// <param name="Duration">From the answer to the end.</param>
public sealed record CallerResult(
    CallerScript Script, int StatusCode, TimeSpan? AnswerTime, TimeSpan? HeardFirst, TimeSpan Duration, EndedBy EndedBy, LegStatistics? Statistics)
{
    public bool WasAnswered => AnswerTime is not null;

    /// <summary>Reliable provisional responses that got their PRACK.</summary>
    public int ReliableResponses { get; init; }

    /// <summary>Refreshes of the session (RFC 4028), by whichever side.</summary>
    public int Refreshes { get; init; }

    /// <summary>The session timer ran out, or a refresh failed.</summary>
    public bool SessionExpired { get; init; }
}
