namespace Gateway.Media.Engine;

/// <summary>First packets, silence, and ports that turn out to be closed.</summary>
internal sealed partial class MediaLoopCore
{
    /// <summary>An unreachable port is told when nothing has come for this long.</summary>
    private const long UnreachableAfter = 500_000;

    /// <summary>Silence is told at these spans, then each 60 s.</summary>
    private static readonly long[] SilentSteps =
        [1_000_000, 2_000_000, 3_000_000, 5_000_000, 10_000_000, 20_000_000, 30_000_000, 60_000_000];

    private static long SilentAfter(int step) =>
        step < SilentSteps.Length ? SilentSteps[step] : SilentSteps[^1] * (step - SilentSteps.Length + 2);

    /// <summary>Begins or ends watching; silence counts from now, since hold and resume both change what may be expected.</summary>
    private void Watch(ref Leg leg, int index, bool watching, long now)
    {
        if (watching == leg.Silence.Watching)
        {
            return;
        }

        leg.Silence.Watching = watching;
        leg.Silence.HeardAt = now;
        leg.Silence.Step = 0;
        leg.Silence.Unreachable = false;
        leg.Silence.UnreachableTold = false;
        if (watching)
        {
            StartTimer(ref leg, index, TimerKind.Silence, now + SilentSteps[0]);
        }
        else
        {
            leg.Silence.DueAt = long.MaxValue;
        }
    }

    private void Heard(ref Leg leg, int index, long now, bool rtp)
    {
        leg.Silence.HeardAt = now;
        if (rtp && !leg.WasHeard)
        {
            leg.WasHeard = true;
            Tell(new MediaEvent.LegHeard(leg.Call.Id, leg.Id));
        }

        if (leg.Silence.IsSilent || leg.Silence.Unreachable)
        {
            HeardAgain(ref leg, index, now);
        }
    }

    private void HeardAgain(ref Leg leg, int index, long now)
    {
        leg.Silence.Unreachable = false;
        leg.Silence.UnreachableTold = false;
        if (leg.Silence.IsSilent)
        {
            leg.Silence.IsSilent = false;
            leg.Silence.Step = 0;
            Tell(new MediaEvent.LegHeardAgain(leg.Call.Id, leg.Id));
            if (leg.Silence.Watching)
            {
                StartTimer(ref leg, index, TimerKind.Silence, now + SilentSteps[0]);
            }
        }
    }

    private void CheckSilence(ref Leg leg, int index, long now)
    {
        leg.Silence.DueAt = long.MaxValue;
        if (!leg.Silence.Watching)
        {
            return;
        }

        var silent = now - leg.Silence.HeardAt;
        var tellUnreachable = leg.Silence.Unreachable && !leg.Silence.UnreachableTold && silent >= UnreachableAfter;
        var stepReached = silent >= SilentAfter(leg.Silence.Step);
        if (tellUnreachable || stepReached)
        {
            leg.Silence.IsSilent = true;
            leg.Silence.UnreachableTold |= leg.Silence.Unreachable;
            while (silent >= SilentAfter(leg.Silence.Step))
            {
                leg.Silence.Step++;
            }

            Tell(new MediaEvent.LegSilent(leg.Call.Id, leg.Id, TimeSpan.FromMicroseconds(silent), leg.Silence.Unreachable));
        }

        StartTimer(ref leg, index, TimerKind.Silence, leg.Silence.HeardAt + SilentAfter(leg.Silence.Step));
    }

    private void NoteUnreachable(ref Leg leg, int index, long now)
    {
        if (leg.Silence.Watching && !leg.Silence.Unreachable)
        {
            leg.Silence.Unreachable = true;
            var tellAt = Math.Max(now, leg.Silence.HeardAt + UnreachableAfter);
            if (tellAt < leg.Silence.DueAt)
            {
                StartTimer(ref leg, index, TimerKind.Silence, tellAt);
            }
        }
    }
}
