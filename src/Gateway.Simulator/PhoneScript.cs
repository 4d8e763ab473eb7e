using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Sdp;
using Gateway.Sip.Transport;

namespace Gateway.Simulator;

/// <summary>What a phone does with one offered call.</summary>
public abstract record Reaction
{
    private Reaction()
    {
    }

    /// <summary>Rings, answers, talks.</summary>
    /// <param name="TalkFor">BYE so long after the answer; null: waits for the caller's end.</param>
    public sealed record Answer(TimeSpan RingFor, TimeSpan? TalkFor = null) : Reaction;

    /// <summary>Rings until the gateway gives up.</summary>
    public sealed record NoAnswer : Reaction;

    /// <summary>A final response that is no success: 486, 603, ….</summary>
    public sealed record Refuse(int StatusCode) : Reaction;

    /// <summary>Answers, and after a while neither sends nor answers anything any more.</summary>
    public sealed record AnswerAndVanish(TimeSpan RingFor, TimeSpan After) : Reaction;
}

/// <summary>A simulated agent's phone.</summary>
/// <param name="User">User part of the address of record; the agent's id.</param>
/// <param name="Flow">From which listener of the node to which address of the gateway.</param>
public sealed record PhoneScript(string User, string Password, SipFlow Flow)
{
    public string Domain { get; init; } = "gateway.invalid";

    /// <summary>What the agent says; null: sends no RTP.</summary>
    public required PromptId? Voice { get; init; }

    /// <summary>180 goes out reliably where the caller supports it (RFC 3262).</summary>
    public bool Prack { get; init; }

    public IReadOnlyList<AudioCodec> Codecs { get; init; } = [AudioCodec.Pcma, AudioCodec.Pcmu];

    /// <summary>Null: knows no SRTP.</summary>
    public LocalSrtp? Srtp { get; init; }

    /// <summary>Reactions to the first, second, … offer; the last one repeats.</summary>
    public IReadOnlyList<Reaction> Reactions { get; init; } = [new Reaction.Answer(TimeSpan.FromMilliseconds(300))];

    public TimeSpan Expires { get; init; } = TimeSpan.FromMinutes(10);
}
