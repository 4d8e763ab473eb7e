using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Media.Engine;
using Gateway.Operations;

namespace Gateway.CallControl;

/// <summary>What the call's lines are like: for the page while it lasts, for the record afterwards, and an alarm when only one side is heard.</summary>
internal sealed partial class CallActor
{
    /// <summary>An agent's leg has been probed by then.</summary>
    private static readonly TimeSpan OneWayAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<LegId, LegStatistics> _lines = [];
    private readonly HashSet<LegId> _silent = [];

    /// <summary>The worst estimate of any direction now; null: nothing measured yet.</summary>
    private double? WorstMos()
    {
        double? worst = null;
        foreach (var line in _lines.Values)
        {
            worst = Worse(Worse(worst, line.MosReceived), line.MosSent);
        }

        return worst;
    }

    private void LineClosed(LegId leg, LegStatistics line)
    {
        _lines.Remove(leg);
        _silent.Remove(leg);
        _services.LegClosed(leg == CallerLeg, line);
        if (line is { PacketsReceived: 0, PacketsSent: 0 })
        {
            return;
        }

        var offer = OfferOf(leg);
        Feed(new CallInput.Noted(new MediaMeasured(
            leg == CallerLeg ? LegConfirmed.CallerLeg : LegConfirmed.AgentLeg,
            offer?.Value,
            offer is { } of && _agentLegs.TryGetValue(of, out var owner) ? owner.Agent.Value : null,
            line.PacketsReceived,
            line.PacketsLost,
            Math.Round(line.JitterMs, 2),
            line.PacketsSent,
            line.RemotePacketsLost,
            Rounded(line.RemoteJitterMs),
            Rounded(line.RoundTripMs),
            Rounded(line.MosReceived),
            Rounded(line.MosSent))));
    }

    /// <summary>Two people talk, and one of them is not heard: mostly NAT, a firewall or a phone's microphone.</summary>
    private void LineSilent(MediaEvent.LegSilent silent)
    {
        _silent.Add(silent.Leg);
        if (silent.For < OneWayAfter || _state is not { Phase: CallPhase.Bridged, Offer: { Held: false } offer } || _silent.Count != 1)
        {
            return;
        }

        var who = silent.Leg == CallerLeg ? $"a caller of trunk {_state.Facts!.Trunk} is not heard" : $"agent {offer.Agent} is not heard";
        _services.Count("one_way_audio");
        _services.Alarms.Raise(
            "one_way_audio", AlarmSeverity.Warning, $"{who} by the other side for {silent.For.TotalSeconds:0} s: look at NAT, firewall and mediaNetworks, or the phone");
    }

    private static double? Worse(double? one, double? other) => one is null || other < one ? other ?? one : one;

    private static double? Rounded(double? value) => value is { } known ? Math.Round(known, 2) : null;
}
