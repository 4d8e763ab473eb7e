using Gateway.Media.Audio;
using Gateway.Media.Recording;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine;

/// <summary>Prompts, paced by absolute deadlines; a play has the leg for itself, also while it is bridged.</summary>
internal sealed partial class MediaLoopCore
{
    /// <summary>60 ms.</summary>
    private const int MostFrameSamples = 480;

    /// <summary>A loop that comes later than this starts its pace anew instead of sending a burst.</summary>
    private const long LatestCatchUp = 100_000;

    private void StartPlay(ref Leg leg, int index, MediaCommand.Play play, long now)
    {
        var prompts = play.Prompts.Select(id => _setup.Prompts[id]).ToArray();
        if (prompts.Length == 0)
        {
            StopPlay(ref leg);
            Tell(new MediaEvent.PlayFinished(play.Call, play.Leg, play.PlayId));
            return;
        }

        var dueAt = leg.Play.DueAt;
        leg.Play = new PromptPlay { Prompts = prompts, LoopLast = play.LoopLast, PlayId = play.PlayId, DueAt = dueAt };
        if (dueAt == long.MaxValue && leg.HasFormat)
        {
            // Not before what was sent last has been heard. A play before the leg's first format waits for it.
            StartTimer(ref leg, index, TimerKind.Play, Math.Max(now, leg.Line.FollowsAt));
        }
    }

    private static void StopPlay(ref Leg leg)
    {
        if (leg.Play.IsActive)
        {
            leg.Play = new PromptPlay { DueAt = long.MaxValue };
            leg.Line.EndSource();
        }
    }

    /// <summary>Sends the packet that is due, or ends the play. Time passes on a leg that must not be sent to, too.</summary>
    private void PlayFrame(ref Leg leg, int index, long now)
    {
        var dueAt = leg.Play.DueAt;
        Counts.NoteLateness(now - dueAt);
        if (now - dueAt > LatestCatchUp)
        {
            dueAt = now;
        }

        var samples = leg.FrameSamples;
        var octets = _frame.AsSpan(RtpHeader.FixedLength, samples);
        var filled = Fill(ref leg.Play, leg.Codec, octets);
        if (filled == 0)
        {
            var finished = new MediaEvent.PlayFinished(leg.Call.Id, leg.Id, leg.Play.PlayId);
            StopPlay(ref leg);
            Tell(finished);
            return;
        }

        octets[filled..].Fill(G711.Silence(leg.Codec));
        if (leg.MaySend && !leg.Latch.Target.IsNone)
        {
            SendFrame(ref leg, index, samples, now);
        }

        StartTimer(ref leg, index, TimerKind.Play, dueAt + (samples * 125L));
    }

    private void SendFrame(ref Leg leg, int index, int samples, long now)
    {
        var stamp = leg.Line.Own(samples, now);
        var packet = _frame.AsSpan(0, RtpHeader.FixedLength + samples);
        RtpHeader.Write(packet, stamp.Marker, (byte)leg.PayloadType, stamp.Sequence, stamp.Timestamp, leg.Line.Ssrc);
        if (leg.Role == LegRole.Caller)
        {
            leg.Call.Tape?.Ring.TryWrite(
                new RecordedPacket(
                    now,
                    stamp.Timestamp,
                    leg.Line.Ssrc,
                    stamp.Sequence,
                    (ushort)samples,
                    (byte)(leg.RecordingStream + 1),
                    LegRole.Agent,
                    leg.Codec),
                packet[RtpHeader.FixedLength..]);
        }

        Send(ref leg, index, packet);
    }

    /// <summary>Copies what comes next, across the ends of prompts, so that none begins with a gap.</summary>
    /// <returns>Octets filled; fewer than asked only at the end of the play.</returns>
    private static int Fill(ref PromptPlay play, AudioCodec codec, Span<byte> octets)
    {
        var filled = 0;
        while (filled < octets.Length && play.Index < play.Prompts!.Length)
        {
            var rest = play.Prompts[play.Index].Octets(codec)[play.Offset..];
            var count = Math.Min(rest.Length, octets.Length - filled);
            rest[..count].CopyTo(octets[filled..]);
            filled += count;
            play.Offset += count;
            if (count == rest.Length)
            {
                play.Offset = 0;
                play.Index += play.LoopLast && play.Index == play.Prompts.Length - 1 ? 0 : 1;
            }
        }

        return filled;
    }
}
