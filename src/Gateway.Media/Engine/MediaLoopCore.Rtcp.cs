using Gateway.Media.Rtcp;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine;

/// <summary>RTCP of each leg: an RTP session of two, the gateway and its peer.</summary>
internal sealed partial class MediaLoopCore
{
    private void OnRtcp(ref Leg leg, int index, bool rtcpPort, ReadOnlySpan<byte> packet, in PacketAddress from, long now)
    {
        if (!leg.Latch.Knows(from) && !from.IsSameHost(leg.SignalledRtcp))
        {
            Counts.CountDropped(DropReason.ForeignSource);
            return;
        }

        var reader = new RtcpReader(packet);
        while (reader.TryRead())
        {
            if (reader.Type == RtcpType.SenderReport)
            {
                leg.Rtcp.LastSenderReport = NtpTime.Middle(reader.Sender.Ntp);
                leg.Rtcp.LastSenderReportAt = now;
            }

            for (var i = 0; i < reader.Reports; i++)
            {
                OnReport(ref leg, reader.Report(i), now);
            }
        }

        if (!reader.IsWellFormed)
        {
            Counts.CountDropped(DropReason.Malformed);
            return;
        }

        leg.Rtcp.Source = from;
        leg.Rtcp.SourceIsMuxed = !rtcpPort;
        Heard(ref leg, index, now, rtp: false);
    }

    private void OnReport(ref Leg leg, in ReportBlock report, long now)
    {
        if (report.Ssrc != leg.Line.Ssrc)
        {
            return;
        }

        leg.Rtcp.RemoteLossFraction = report.FractionLost / 256.0;
        leg.Rtcp.RemotePacketsLost = report.CumulativeLost;
        leg.Rtcp.RemoteJitterMs = report.Jitter / 8.0;
        var nowMiddle = NtpTime.Middle(NtpTime.FromUnixMicros(_setup.Time.ToUnixMicros(now)));
        leg.Rtcp.RoundTripMs = NtpTime.RoundTripMs(nowMiddle, report.LastSenderReport, report.DelaySinceLastSenderReport)
            ?? leg.Rtcp.RoundTripMs;
    }

    private void ReportRegularly(ref Leg leg, int index, long now)
    {
        SendReport(ref leg, index, bye: false, now);
        if (leg.WasHeard)
        {
            Tell(new MediaEvent.LegMeasured(leg.Call.Id, leg.Id, Statistics(leg, now)));
        }

        StartTimer(ref leg, index, TimerKind.Rtcp, now + leg.Rtcp.Schedule.NextMicros());
    }

    /// <summary>An SR when something was sent since the last report, an RR otherwise (RFC 3550 §6.4).</summary>
    private void SendReport(ref Leg leg, int index, bool bye, long now)
    {
        // §6.3.7: who has sent neither RTP nor RTCP sends no BYE.
        if (!leg.HasFormat || !leg.IsBound || (bye && !leg.Rtcp.HasReported && leg.PacketsSent == 0))
        {
            return;
        }

        var (rtcpPort, target) = ReportTarget(leg);
        if (target.IsNone)
        {
            return;
        }

        SenderInfo? sender = leg.PacketsSent > leg.Rtcp.PacketsAtLastReport
            ? new SenderInfo(
                NtpTime.FromUnixMicros(_setup.Time.ToUnixMicros(now)),
                leg.Line.TimestampAt(now),
                (uint)leg.PacketsSent,
                (uint)leg.OctetsSent)
            : null;
        ReportBlock? block = leg.Reception.Received == 0 ? null : leg.Reception.Report(leg.Rtcp.LastSenderReport, DelaySince(leg, now));
        var length = RtcpWriter.Write(_report, leg.Line.Ssrc, sender, block, leg.Rtcp.Cname, bye);
        leg.Rtcp.PacketsAtLastReport = leg.PacketsSent;
        leg.Rtcp.HasReported = true;
        ReadOnlySpan<byte> report = _report.AsSpan(0, length);
        if ((leg.IsSecured && !TryProtect(ref leg, rtcp: true, ref report))
            || !_io.TrySend(leg.Slot(index), rtcpPort, report, target))
        {
            // Closed RTCP ports are common and mean nothing.
            Counts.CountDropped(DropReason.SendFailed);
        }
    }

    /// <summary>Where reports go: back to where the peer's come from, else as SDP says, else next to RTP (RFC 3550 §11).</summary>
    private static (bool RtcpPort, PacketAddress Target) ReportTarget(in Leg leg)
    {
        var rtp = leg.Latch.Target;
        if (leg.RtcpMux)
        {
            return (false, rtp);
        }

        if (!leg.Rtcp.Source.IsNone)
        {
            return (!leg.Rtcp.SourceIsMuxed, leg.Rtcp.Source);
        }

        if (!leg.SignalledRtcp.IsNone && (!leg.Latch.IsLatched || leg.SignalledRtcp.IsSameHost(rtp)))
        {
            return (true, leg.SignalledRtcp);
        }

        return (true, rtp.IsNone || rtp.Port == ushort.MaxValue ? default : rtp.WithPort(rtp.Port + 1));
    }

    private static uint DelaySince(in Leg leg, long now) => leg.Rtcp.LastSenderReport == 0
        ? 0
        : (uint)Math.Min((now - leg.Rtcp.LastSenderReportAt) * 65536 / 1_000_000, uint.MaxValue);
}
