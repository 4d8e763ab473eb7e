using Gateway.Media.Rtcp;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine;

/// <summary>Commands of call control.</summary>
internal sealed partial class MediaLoopCore
{
    /// <summary>Carries out a command. A command that fails is told as trouble of its call; nothing is thrown.</summary>
    public void Handle(MediaCommand command, long now)
    {
        try
        {
            Perform(command, now);
        }
#pragma warning disable CA1031 // One call's command must not stop the other calls of this loop.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Counts.CountDropped(DropReason.Fault);
            Tell(new MediaEvent.Trouble(command.Call, null, $"{command.GetType().Name} failed: {fault.Message}"));
        }
    }

    /// <summary>Ends every call, as when the engine stops.</summary>
    public void CloseAll(long now)
    {
        foreach (var call in _calls.Values.OrderBy(c => c.Id.Value).ToList())
        {
            Handle(new MediaCommand.CloseCall(call.Id), now);
        }
    }

    private void Perform(MediaCommand command, long now)
    {
        switch (command)
        {
            case MediaCommand.OpenCall open:
                OpenCall(open, now);
                break;
            case MediaCommand.OpenLeg open:
                OpenLeg(open, now);
                break;
            case MediaCommand.SetFormat set when Find(set.Call, set.Leg) is >= 0 and var index:
                SetFormat(ref _legs[index], index, set.Format, now);
                break;
            case MediaCommand.Play play when Find(play.Call, play.Leg) is >= 0 and var index:
                StartPlay(ref _legs[index], index, play, now);
                break;
            case MediaCommand.StopPlay stop when Find(stop.Call, stop.Leg) is >= 0 and var index:
                StopPlay(ref _legs[index]);
                break;
            case MediaCommand.Bridge bridge when Find(bridge.Call, bridge.First) is >= 0 and var first
                && Find(bridge.Call, bridge.Second) is >= 0 and var second:
                Bridge(first, second);
                Tell(new MediaEvent.Bridged(bridge.Call, bridge.First, bridge.Second));
                break;
            case MediaCommand.Unbridge unbridge when Find(unbridge.Call, unbridge.Leg) is >= 0 and var index:
                Unbridge(ref _legs[index]);
                break;
            case MediaCommand.CloseLeg close when Find(close.Call, close.Leg) is >= 0 and var index:
                CloseLeg(ref _legs[index], index, now);
                break;
            case MediaCommand.PauseRecording pause when _calls.TryGetValue(pause.Call, out var paused):
                paused.Tape = pause.Paused ? null : paused.Recording;
                break;
            case MediaCommand.CloseCall close when _calls.TryGetValue(close.Call, out var call):
                CloseCall(call, now);
                break;
            default:
                Counts.CountDropped(DropReason.UnknownCommandTarget);
                break;
        }
    }

    private int Find(MediaCallId callId, LegId legId)
    {
        if (_calls.TryGetValue(callId, out var call))
        {
            foreach (var index in call.Legs)
            {
                if (_legs[index].Id == legId)
                {
                    return index;
                }
            }
        }

        return -1;
    }

    private void OpenCall(MediaCommand.OpenCall open, long now)
    {
        if (_calls.ContainsKey(open.Call))
        {
            Tell(new MediaEvent.Trouble(open.Call, null, "The call is open already."));
            return;
        }

        if (open.Recording is not null && _setup.Recorder is null)
        {
            Tell(new MediaEvent.RecordingFailed(open.Call, "This media engine has no recorder."));
        }

        _calls.Add(open.Call, new MediaCall(open.Call, open.Recording is { } spec ? _setup.Recorder?.Begin(open.Call, spec, now) : null));
        Resized();
    }

    private void OpenLeg(MediaCommand.OpenLeg open, long now)
    {
        if (!_calls.TryGetValue(open.Call, out var call) || Find(open.Call, open.Leg) >= 0)
        {
            Counts.CountDropped(DropReason.UnknownCommandTarget);
            _setup.Ports.Return(open.Ports);
            return;
        }

        var index = TakeSlot();
        ref var leg = ref _legs[index];
        leg = new Leg
        {
            InUse = true,
            Generation = leg.Generation + 1,
            Id = open.Leg,
            Call = call,
            Role = open.Role,
            Ports = open.Ports,
            MediaNetworks = open.MediaNetworks,
            AwaitsKeys = open.AwaitsKeys,
            // Two names per leg; beyond 255 streams (127 legs in one call) the last one is shared.
            RecordingStream = (byte)Math.Min(call.Streams, 254),
            PayloadType = Leg.NoPayloadType,
            EventPayloadType = Leg.NoPayloadType,
            BridgedWith = Leg.NotBridged,
            // Below 32768, so that a receiver of SRTP that misses the first packets still knows the rollover counter (RFC 3711 §3.3.1).
            Line = new RtpLine(NextRandom(), (ushort)(NextRandom() & 0x7FFF), NextRandom()),
            Rtcp = new RtcpState { Schedule = new RtcpSchedule((uint)open.Ports.RtpPort), DueAt = long.MaxValue, Cname = NewCname() },
            Play = new PromptPlay { DueAt = long.MaxValue },
            Silence = new SilenceWatch { HeardAt = now, DueAt = long.MaxValue },
        };
        call.Recording?.Name(leg.RecordingStream, open.Leg);
        call.Streams += 2;
        call.Legs.Add(index);
        Resized();
        var trouble = _io.TryOpen(leg.Slot(index), open.Ports);
        leg.IsBound = trouble is null;
        if (trouble is not null)
        {
            Tell(new MediaEvent.Trouble(open.Call, open.Leg, $"RTP port {open.Ports.RtpPort} of {open.Ports.Bind}: {trouble}"));
        }

        StartTimer(ref leg, index, TimerKind.Rtcp, now + leg.Rtcp.Schedule.NextMicros());
    }

    private void SetFormat(ref Leg leg, int index, LegFormat format, long now)
    {
        var first = !leg.HasFormat;
        leg.HasFormat = true;
        leg.Codec = format.Codec;
        leg.PayloadType = format.PayloadType & 0x7F;
        leg.EventPayloadType = format.TelephoneEventPayloadType ?? Leg.NoPayloadType;
        leg.MaySend = format.Direction.HasFlag(MediaDirection.SendOnly);
        leg.MayReceive = format.Direction.HasFlag(MediaDirection.ReceiveOnly);
        leg.RtcpMux = format.RtcpMux;
        leg.FrameSamples = Math.Clamp(format.PtimeMs, 10, 60) * 8;
        leg.SignalledRtcp = PacketAddress.From(format.RemoteRtcp);
        leg.Rtcp.Source = default;
        SetKeys(ref leg, format.Srtp);
        leg.Latch.Signal(PacketAddress.From(format.RemoteRtp));
        Watch(ref leg, index, format.Direction == MediaDirection.SendReceive, now);
        if (first && leg.Play.IsActive)
        {
            StartTimer(ref leg, index, TimerKind.Play, now);
        }
    }

    private void Bridge(int first, int second)
    {
        if (_legs[first].BridgedWith != second)
        {
            Unbridge(ref _legs[first]);
            Unbridge(ref _legs[second]);
        }

        _legs[first].BridgedWith = second;
        _legs[second].BridgedWith = first;
        StopPlay(ref _legs[first]);
        StopPlay(ref _legs[second]);
    }

    private void Unbridge(ref Leg leg)
    {
        if (leg.BridgedWith != Leg.NotBridged)
        {
            ref var partner = ref _legs[leg.BridgedWith];
            partner.BridgedWith = Leg.NotBridged;
            partner.Line.EndSource();
            leg.BridgedWith = Leg.NotBridged;
            leg.Line.EndSource();
        }
    }

    private void CloseLeg(ref Leg leg, int index, long now)
    {
        Unbridge(ref leg);
        SendReport(ref leg, index, bye: true, now);
        _io.Close(leg.Slot(index));
        leg.Srtp?.Dispose();
        leg.Srtp = null;
        _setup.Ports.Return(leg.Ports);
        var call = leg.Call;
        var closed = new MediaEvent.LegClosed(call.Id, leg.Id, Statistics(leg, now));
        call.Legs.Remove(index);
        leg.InUse = false;
        leg.Play.Prompts = null;
        leg.Call = null!;
        _freeSlots.Push(index);
        Resized();
        Tell(closed);
    }

    private void CloseCall(MediaCall call, long now)
    {
        while (call.Legs.Count > 0)
        {
            CloseLeg(ref _legs[call.Legs[0]], call.Legs[0], now);
        }

        _calls.Remove(call.Id);
        Resized();
        if (call.Recording is { } recording)
        {
            _setup.Recorder!.End(recording, now);
        }
    }

    private static LegStatistics Statistics(in Leg leg, long now) => new(
        leg.Reception.Received,
        leg.PacketsSent,
        leg.Reception.Lost,
        leg.Reception.JitterMs,
        leg.Rtcp.RemoteLossFraction,
        leg.Rtcp.RemoteJitterMs,
        leg.Rtcp.RoundTripMs,
        leg.HasFormat && now - leg.Silence.HeardAt >= 1_000_000 ? TimeSpan.FromMicroseconds(now - leg.Silence.HeardAt) : null)
    {
        RemotePacketsLost = leg.Rtcp.RemotePacketsLost,
    };

    private int TakeSlot()
    {
        if (_freeSlots.TryPop(out var free))
        {
            return free;
        }

        if (_slotsUsed == _legs.Length)
        {
            Array.Resize(ref _legs, 2 * _legs.Length);
        }

        return _slotsUsed++;
    }

    /// <summary>RFC 7022 §4.2: random and short-lived.</summary>
    private byte[] NewCname() =>
        System.Text.Encoding.ASCII.GetBytes($"{NextRandom():x8}{NextRandom():x8}{NextRandom():x8}");

    private void Resized() => Counts.SetSize(_calls.Count, _slotsUsed - _freeSlots.Count);
}
