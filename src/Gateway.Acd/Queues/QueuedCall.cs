using Gateway.Acd.Agents;
using Gateway.Acd.Offers;
using Gateway.Acd.Statistics;

namespace Gateway.Acd.Queues;

/// <summary>A caller in the ACD, from entry to end, also while talking: a conversation that breaks puts the call back.</summary>
internal sealed class QueuedCall(CallId id, long sequence, DateTimeOffset invitedAt)
{
    public CallId Id { get; } = id;

    public long Sequence { get; } = sequence;

    public DateTimeOffset InvitedAt { get; } = invitedAt;

    public CallRank Rank { get; set; }

    /// <summary>As it was asked for; what of it counts is in <see cref="Rank"/>.</summary>
    public TimeSpan PriorityBonus { get; set; }

    /// <summary>As it was asked for; what of it counts is in <see cref="Rank"/>.</summary>
    public TimeSpan Penalty { get; set; }

    public AcdCallPhase Phase { get; set; } = AcdCallPhase.Waiting;

    /// <summary>
    /// Every offer that is out, oldest first. More than one only while phones ring: from the first answer on there is one.
    /// </summary>
    public List<Offer> Offers { get; } = [];

    /// <summary>The oldest offer, also as conversation; null while it waits.</summary>
    public Offer? Offer => Offers.Count == 0 ? null : Offers[0];

    /// <summary>The place whose agents ring one after another or all at once; null: it rings one phone only.</summary>
    public QueuePlace? RingPlace { get; set; }

    /// <summary>How many phones may ring at the same time.</summary>
    public int RingTarget { get; set; }

    public AcdTimer? RingTimer;

    /// <summary>Its queues, own first, then in order of overflow.</summary>
    public List<QueuePlace> Places { get; } = [];

    public CallQueue Home => Places[0].Queue;

    /// <summary>It has been connected once: <see cref="AcdEffect.Connected"/> is not said again.</summary>
    public bool WasConnected { get; set; }

    public bool LimitAlerted { get; set; }

    /// <summary>Skills named by the caller's languages, best first.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Who talked with this caller last: goes before others who are ready; null: nobody is known.</summary>
    public Agent? Preferred { get; set; }

    /// <summary>The preferred agent is busy, and the call waits for him alone until <see cref="HoldTimer"/>; null: for anybody.</summary>
    public Agent? HeldFor { get; set; }

    public AcdTimer? HoldTimer;

    public QueuePlace? PlaceIn(CallQueue queue)
    {
        foreach (var place in Places)
        {
            if (place.Queue == queue)
            {
                return place;
            }
        }

        return null;
    }
}

/// <summary>
/// A call's place in one queue. Kept while a phone rings or the conversation lasts, so that a return is to the same place.
/// </summary>
internal sealed class QueuePlace(QueuedCall call, CallQueue queue, DateTimeOffset enteredAt)
{
    public readonly QueuedCall Call = call;
    public readonly CallQueue Queue = queue;
    public readonly DateTimeOffset EnteredAt = enteredAt;

    /// <summary>Index of the highest tier level that time has opened.</summary>
    public int OpenLevel;

    /// <summary>What the call needs here as time goes by.</summary>
    public SkillPlan Plan = queue.PlanFor(call.Languages);

    /// <summary>The step of the plan that time has reached.</summary>
    public int Step;

    public SkillLane Lane => Plan.Steps[Step].Lane;

    /// <summary>Overflow steps after up to this wait are due.</summary>
    public TimeSpan OverflowReached;

    /// <summary>Level and position of the agent who was offered the call last through this place; null: nobody yet.</summary>
    public (int Level, int Position)? LastTried;

    public AcdTimer? TierTimer;
    public AcdTimer? SkillTimer;
    public AcdTimer? OverflowTimer;

    public CallRank Rank => Call.Rank;

    /// <summary>To a tier level and a step of its plan, also while it waits.</summary>
    public void Move(int level, int step)
    {
        var waits = Lane.Levels[OpenLevel].Waiting.Remove(this);
        (OpenLevel, Step) = (level, step);
        if (waits)
        {
            Lane.Levels[level].Waiting.Add(this);
        }
    }
}
