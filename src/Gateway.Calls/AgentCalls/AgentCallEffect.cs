using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.AgentCalls;

/// <summary>What the owner of an agent's call shall do, in order.</summary>
public abstract record AgentCallEffect
{
    private AgentCallEffect()
    {
    }

    // ---- the ACD

    /// <summary>Comes back as <see cref="AgentCallInput.Claimed"/> or <see cref="AgentCallInput.ClaimRefused"/>.</summary>
    /// <param name="Dialling">Null: nobody who may be in a call already.</param>
    /// <param name="Dialled">Null: nobody of ours.</param>
    public sealed record Claim(AgentId? Dialling, AgentId? Dialled) : AgentCallEffect;

    /// <summary>
    /// Ask the call at the other agent; comes back as <see cref="AgentCallInput.LegAsked"/>, <see cref="AgentCallInput.ReplaceRefused"/> or
    /// <see cref="AgentCallInput.ClaimRefused"/>.
    /// </summary>
    public sealed record AskReplace(CallId Call) : AgentCallEffect;

    public sealed record RenewClaim : AgentCallEffect;

    public sealed record ReleaseClaim : AgentCallEffect;

    // ---- the dialling agent's leg

    /// <summary>Ring the agent's own phone: the call was asked for on a page.</summary>
    public sealed record SummonDialling : AgentCallEffect;

    /// <summary>180; nothing for a phone that was summoned.</summary>
    public sealed record RingDialling : AgentCallEffect;

    /// <summary>200; nothing for a phone that was summoned.</summary>
    public sealed record AnswerDialling : AgentCallEffect;

    /// <summary>A final response, or BYE where the leg is answered already.</summary>
    public sealed record RefuseDialling(int Status, string Reason) : AgentCallEffect;

    /// <summary>Harmless when the leg is over.</summary>
    public sealed record EndDialling(string Reason) : AgentCallEffect;

    // ---- the other leg

    public sealed record StartDialled : AgentCallEffect;

    /// <summary>CANCEL or BYE; harmless when the leg is over.</summary>
    public sealed record EndDialled(string Reason) : AgentCallEffect;

    public sealed record Bridge : AgentCallEffect;

    // ---- attended transfer

    /// <summary>The answered leg belongs to that call from now on.</summary>
    public sealed record GiveLeg(CallId To) : AgentCallEffect;

    public sealed record RefuseLeg(CallId To, int Status) : AgentCallEffect;

    // ---- the rest

    /// <summary>Into the journal, under the call if it is still there.</summary>
    public sealed record Note(CallId? Call, JournalPayload Payload) : AgentCallEffect;

    /// <summary>Into the journal under that ended call, with the recording when it is committed.</summary>
    public sealed record Attempted(CallId Call, CallbackAttempted Attempt) : AgentCallEffect;

    public sealed record StartTimer(AgentCallTimer Timer, TimeSpan After) : AgentCallEffect;

    public sealed record StopTimer(AgentCallTimer Timer) : AgentCallEffect;

    /// <summary>Counted under this name, never silent.</summary>
    public sealed record Counted(string What) : AgentCallEffect;

    /// <summary>Last effect: media is to be closed, the owner may go.</summary>
    public sealed record Finished(string Result) : AgentCallEffect;
}
