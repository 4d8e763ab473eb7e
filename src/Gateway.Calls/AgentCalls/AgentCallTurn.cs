using Gateway.Calls.Journal;

namespace Gateway.Calls.AgentCalls;

/// <summary>One turn of an agent's call: the state as it becomes, and the effects so far, in order.</summary>
internal sealed class AgentCallTurn(AgentCallState state, DateTimeOffset now)
{
    private readonly List<AgentCallEffect> _effects = [];

    public AgentCallState State { get; set; } = state;

    public DateTimeOffset Now { get; } = now;

    public IReadOnlyList<AgentCallEffect> Effects => _effects;

    public void Do(AgentCallEffect effect) => _effects.Add(effect);

    public void Count(string what) => Do(new AgentCallEffect.Counted(what));

    public void CountUnexpected(AgentCallInput input) =>
        Count($"agent_call_{State.Phase}:{(input is AgentCallInput.TimerFired fired ? fired.Timer.ToString() : input.GetType().Name)}");

    /// <summary>Every end: the claim is released, the result written down.</summary>
    public void End(string result, int status = 0)
    {
        foreach (var timer in Enum.GetValues<AgentCallTimer>())
        {
            Do(new AgentCallEffect.StopTimer(timer));
        }

        Do(new AgentCallEffect.ReleaseClaim());
        Write(result, status);
        Audit(result);
        State = State with { Phase = AgentCallPhase.Ended, Result = result };
        Do(new AgentCallEffect.Finished(result));
    }

    private void Write(string result, int status)
    {
        var rang = State.RungAt is { } from ? Milliseconds((State.AnsweredAt ?? Now) - from) : 0;
        var talked = State.AnsweredAt is { } answered ? Milliseconds(Now - answered) : 0;
        if (State.Target is AgentCallTarget.Colleague to && State.Offer is { } offer)
        {
            Do(new AgentCallEffect.Note(State.During, new ConsultEnded(offer.Value, State.Dialling.Value, to.Agent.Value, result, rang, talked)));
        }
        else if (State.Target is AgentCallTarget.Callback back && State.RungAt is not null)
        {
            Attempt(back, result, status, rang, talked);
        }
    }

    /// <summary>An attempt is one that rang the caller; an answered one settles the entry.</summary>
    private void Attempt(AgentCallTarget.Callback back, string result, int status, long rang, long talked)
    {
        var reached = State.AnsweredAt is not null;
        Do(new AgentCallEffect.Attempted(back.Call, new CallbackAttempted(
            back.Key, State.Dialling.Value, reached ? "reached" : result.Replace('_', ' '), reached, status == 0 ? null : status, rang, reached ? talked : null)));
    }

    /// <summary>Who took whose call: it stays, whatever becomes of the record.</summary>
    private void Audit(string result)
    {
        if (State.Target is AgentCallTarget.Other other && result == "handed_over")
        {
            Do(new AgentCallEffect.Note(
                null, new Audited(other.Confirmed ? "call_taken_over" : "call_picked_up", State.Dialling.Value, null, other.Call.Value, null)));
        }
    }

    private static long Milliseconds(TimeSpan span) => Math.Max(0, (long)span.TotalMilliseconds);
}
