using Gateway.Operations;

namespace Gateway.Trunks;

/// <summary>How a trunk's far end is.</summary>
internal enum TrunkReach
{
    /// <summary>Neither probed nor heard yet.</summary>
    Unknown,
    Up,

    /// <summary>Some of its addresses do not answer, or none does while calls still come from it.</summary>
    Degraded,
    Down,

    /// <summary>By configuration: not asked, not registered with, no alarms. Its calls are taken all the same.</summary>
    Disabled,
}

/// <summary>What a trunk's health hears.</summary>
internal abstract record TrunkHealthInput
{
    private TrunkHealthInput()
    {
    }

    /// <summary>All targets have been asked once.</summary>
    /// <param name="Silent">Those that did not answer, or with 503.</param>
    internal sealed record Round(IReadOnlyList<string> Silent, int Targets) : TrunkHealthInput;

    /// <summary>A request came from the trunk.</summary>
    internal sealed record Heard : TrunkHealthInput;
}

/// <summary>An alarm to raise.</summary>
internal sealed record TrunkAlarm(string Kind, AlarmSeverity Severity, string Text);

/// <summary>
/// One trunk's state, a pure machine: two rounds of OPTIONS in a row without any answer mean "down" (one may be lost), unless requests of the trunk came
/// between them; a trunk that is never asked is up from the first request that it sends.
/// </summary>
/// <param name="Failures">Rounds in a row without any answer.</param>
/// <param name="HeardInRound">A request came since the last round.</param>
internal sealed record TrunkHealth(string Trunk, TrunkReach Reach = TrunkReach.Unknown, int Failures = 0, bool HeardInRound = false)
{
    public (TrunkHealth Next, TrunkAlarm? Alarm) On(TrunkHealthInput input) => (Reach, input) switch
    {
        (TrunkReach.Disabled, _) => (this, null),
        (_, TrunkHealthInput.Round { Targets: 0 }) => (this, null),
        (_, TrunkHealthInput.Round { Silent.Count: 0 }) => (this with { Reach = TrunkReach.Up, Failures = 0, HeardInRound = false }, null),
        (_, TrunkHealthInput.Round round) when round.Silent.Count < round.Targets => Degrade(
            this with { Failures = 0, HeardInRound = false },
            $"trunk {Trunk}: no answer to OPTIONS from {string.Join(", ", round.Silent)}; the others answer"),
        (_, TrunkHealthInput.Round) when Failures == 0 => (this with { Failures = 1 }, null),
        (_, TrunkHealthInput.Round) when HeardInRound => Degrade(
            this with { Failures = Failures + 1, HeardInRound = false },
            $"trunk {Trunk} sends us requests but does not answer OPTIONS: a firewall, or a ping target that is wrong"),
        (_, TrunkHealthInput.Round round) => (
            this with { Reach = TrunkReach.Down, Failures = Failures + 1 },
            Reach == TrunkReach.Down ? null
                : new TrunkAlarm("trunk_down", AlarmSeverity.Critical, $"trunk {Trunk} does not answer OPTIONS at {string.Join(", ", round.Silent)}")),
        (TrunkReach.Unknown, TrunkHealthInput.Heard) => (this with { Reach = TrunkReach.Up, HeardInRound = true }, null),
        (TrunkReach.Down, TrunkHealthInput.Heard) => (this with { Reach = TrunkReach.Degraded, HeardInRound = true }, null),
        (_, TrunkHealthInput.Heard) => (HeardInRound ? this : this with { HeardInRound = true }, null),
        _ => (this, null),
    };

    private (TrunkHealth, TrunkAlarm?) Degrade(TrunkHealth next, string text) => (
        next with { Reach = TrunkReach.Degraded },
        Reach == TrunkReach.Degraded ? null : new TrunkAlarm("trunk_degraded", AlarmSeverity.Warning, text));
}
