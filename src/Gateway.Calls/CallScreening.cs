using Gateway.Calls.Journal;

namespace Gateway.Calls;

/// <summary>What is noticed about a caller while no agent talks, and what is announced meanwhile. Nothing here ends or moves a call.</summary>
internal static class CallScreening
{
    /// <summary>Keys that are written down; more are counted.</summary>
    public const int MaxKeys = 32;

    public static void On(CallTurn turn, CallInput input)
    {
        switch (input)
        {
            case CallInput.VoiceHeard when !turn.State.VoiceHeard:
                turn.Append(new VoiceDetected(Word(turn.State.Hears)));
                turn.State = turn.State with { VoiceHeard = true };
                break;
            case CallInput.KeyPressed when turn.State.Offer is { Stage: >= OfferStage.Answered }:
                break;
            case CallInput.KeyPressed when turn.State.Keys.Length >= MaxKeys:
                turn.Count("key_not_kept");
                break;
            case CallInput.KeyPressed { Key: var key }:
                turn.Append(new KeyPressed(key.ToString(), Word(turn.State.Hears)));
                turn.State = turn.State with { Keys = turn.State.Keys + key };
                break;
            case CallInput.Scored { Score: var score }:
                turn.Append(score);
                turn.State = turn.State with { Score = score };
                break;
            case CallInput.Grouped { Group: var group }:
                turn.Append(group);
                turn.State = turn.State with { Group = group };
                break;
            case CallInput.Announce announce:
                Announce(turn, announce);
                break;
        }
    }

    /// <summary>Once, between greeting and agent; what plays after it is what is due then.</summary>
    private static void Announce(CallTurn turn, CallInput.Announce announce)
    {
        if (turn.State.Offer is { Stage: >= OfferStage.Answered } || turn.State.Caller is not (CallerLegState.Early or CallerLegState.Established))
        {
            turn.Count("announcement_not_due");
            return;
        }

        turn.Append(new Announced(Word(announce.What), announce.By));
        turn.State = turn.State with { Announcement = announce.What };
        turn.PlayWhatIsDue();
    }

    /// <summary>To a caller who waits and hears queue audio; whoever hears anything else hears this the next time.</summary>
    public static void AnnounceWait(CallTurn turn)
    {
        turn.Do(new CallEffect.AwaitAnnouncement());
        if (turn.State is { Hears: CallerAudio.QueueAudio, Announcement: null, Offers.Count: 0 })
        {
            turn.State = turn.State with { Announcement = CallerAudio.QueueAnnouncement };
            turn.PlayWhatIsDue();
        }
    }

    public static void AnnouncementEnded(CallTurn turn)
    {
        turn.State = turn.State with { Announcement = null };
        turn.PlayWhatIsDue();
    }

    private static string Word(CallerAudio audio) => audio switch
    {
        CallerAudio.Greeting => "greeting",
        CallerAudio.QueueAudio => "queue",
        CallerAudio.Ringback => "ringback",
        CallerAudio.ScreeningPrompt => "screening",
        CallerAudio.Acknowledgement => "acknowledgement",
        CallerAudio.QueueAnnouncement => "queue",
        _ => "nothing",
    };
}
