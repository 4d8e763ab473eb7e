using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Calls.Journal;
using Gateway.Calls.Surge;

namespace Gateway.Calls.Screening;

/// <summary>What the board wants done.</summary>
public abstract record ScreeningEffect(CallId Call)
{
    /// <summary>To the ACD: what score and surge cost the call's rank together; in place of what was set before.</summary>
    public sealed record SetPenalty(CallId Call, TimeSpan Penalty) : ScreeningEffect(Call);

    /// <summary>To the call's owner.</summary>
    public sealed record Tell(CallId Call, CallInput Input) : ScreeningEffect(Call);
}

/// <summary>
/// All calls in progress side by side: the score of each waiting one, the incidents they belong to, and the penalties that follow. Mutable, for one
/// owner; deterministic. It only ever moves a caller back, by a bounded time; no caller is removed, and one who is heard loses the points of silence
/// at once.
/// </summary>
/// <param name="options">Of a centre by its code; a centre that is not configured has the defaults.</param>
public sealed class ScreeningBoard(Func<string, ScreeningOptions> options)
{
    private readonly Dictionary<CallId, Live> _byCall = [];

    /// <summary>In order of arrival.</summary>
    private readonly List<Live> _live = [];

    private readonly IncidentGroups _groups = new();
    private readonly List<ScreeningEffect> _effects = [];

    public CallerHistory History { get; } = new();

    /// <summary>Calls in progress.</summary>
    public int Count => _live.Count;

    /// <summary>A call in progress is as it is told here.</summary>
    public IReadOnlyList<ScreeningEffect> Seen(SeenCall seen, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        _effects.Clear();
        if (seen.Phase == CallPhase.Ended)
        {
            if (_byCall.Remove(seen.Call, out var gone))
            {
                _live.Remove(gone);
                Share(gone.Seen.Centre);
            }

            return [.. _effects];
        }

        if (!_byCall.TryGetValue(seen.Call, out var call))
        {
            call = new Live(seen);
            _byCall.Add(seen.Call, call);
            _live.Add(call);
        }

        var moved = call.Seen.IsWaiting != seen.IsWaiting || call.Seen.Centre != seen.Centre;
        call.Seen = seen;
        call.ListeningSince ??= seen.AudioArrives ? now : null;
        Group(call, now);
        Score(call, now);
        if (moved || !call.IsShared)
        {
            call.IsShared = true;
            Share(seen.Centre);
        }

        SetPenalty(call);
        return [.. _effects];
    }

    /// <summary>Time passes: once a second while calls are in progress.</summary>
    public IReadOnlyList<ScreeningEffect> Tick(DateTimeOffset now)
    {
        _effects.Clear();
        foreach (var call in _live)
        {
            Score(call, now);
            SetPenalty(call);
            Prompt(call, now);
        }

        return [.. _effects];
    }

    /// <summary>A supervisor acknowledges an incident to those of it who wait.</summary>
    /// <returns>Null: no such incident now.</returns>
    public IReadOnlyList<ScreeningEffect>? Acknowledge(string group, string by, DateTimeOffset now) =>
        _groups.Current(now).All(g => g.Id != group)
            ? null
            : [.. _live.Where(c => c.Seen.IsWaiting && c.Place?.Group == group)
                .Select(c => new ScreeningEffect.Tell(c.Seen.Call, new CallInput.Announce(CallerAudio.Acknowledgement, by)))];

    /// <summary>The present incidents, largest first, with those of their callers who wait.</summary>
    public IReadOnlyList<(IncidentGroup Group, int Waiting)> Incidents(DateTimeOffset now) =>
        [.. _groups.Current(now).Select(g => (g, _live.Count(c => c.Seen.IsWaiting && c.Place?.Group == g.Id)))];

    /// <summary>When the call could first be heard, in UTC; null: no audio has come.</summary>
    public DateTimeOffset? ListeningSince(CallId call) => _byCall.GetValueOrDefault(call)?.ListeningSince;

    private void Group(Live call, DateTimeOffset now)
    {
        if (call.Place is not null || (call.Seen.Cell is null && call.Seen.Latitude is null))
        {
            return;
        }

        call.Place = _groups.Place(call.Seen, now);
        if (call.Place is { Number: > 1 } place)
        {
            Tell(call, new CallInput.Grouped(new CallGrouped(place.Group, place.Number, place.Basis)));
        }
    }

    private void Score(Live call, DateTimeOffset now)
    {
        var centre = options(call.Seen.Centre);
        var past = History.Of(call.Seen.Number, call.Seen.DeviceId, call.Seen.Cell, now);
        var blocked = centre.Block && past.Blocked;
        if ((centre.Mode == ScreeningMode.Off && !blocked) || !call.Seen.IsWaiting || call.Seen.SilentByNature)
        {
            call.ScorePenalty = TimeSpan.Zero;
            return;
        }

        var seen = call.Seen;
        var silent = seen.IsHeard || call.ListeningSince is not { } since ? TimeSpan.Zero : now - since;
        var evidence = GhostScore.Of(silent, past);
        evidence = blocked ? [new ScoredEvidence(GhostScore.BlockKind, GhostScore.Full, "blocked for a time by two supervisors"), .. evidence] : evidence;
        var points = GhostScore.Points(evidence);
        call.ScorePenalty = blocked ? AcdDefaults.MaxPenalty : centre.Mode == ScreeningMode.Rank ? GhostScore.Penalty(points, centre.MaxExtraWait) : TimeSpan.Zero;
        if (evidence.SequenceEqual(call.Evidence))
        {
            return;
        }

        call.Evidence = evidence;
        Tell(call, new CallInput.Scored(new CallScored(points, (long)call.ScorePenalty.TotalMilliseconds, evidence)));
    }

    private void Prompt(Live call, DateTimeOffset now)
    {
        if (!call.IsPrompted && call.Seen is { IsWaiting: true, IsHeard: false, SilentByNature: false }
            && options(call.Seen.Centre).PromptAfter is { } after && call.ListeningSince is { } since && now - since >= after)
        {
            call.IsPrompted = true;
            Tell(call, new CallInput.Announce(CallerAudio.ScreeningPrompt, "gateway"));
        }
    }

    /// <summary>One accident shall not keep the caller from elsewhere waiting: its followers stand back while such a caller waits.</summary>
    private void Share(string centre)
    {
        var own = options(centre);
        var waiting = _live.Where(c => c.Seen.IsWaiting && c.Seen.Centre == centre).ToList();
        var othersWait = waiting.Exists(c => !IsFollower(c, own));
        foreach (var call in waiting)
        {
            call.SurgePenalty = othersWait && IsFollower(call, own) ? own.SurgeExtraWait : TimeSpan.Zero;
            SetPenalty(call);
        }
    }

    /// <summary>The first callers of an incident are no followers, so they count with those from elsewhere.</summary>
    private static bool IsFollower(Live call, ScreeningOptions own) => call.Place is { } place && place.Number > own.SurgeAfter;

    private void SetPenalty(Live call)
    {
        var penalty = call.ScorePenalty + call.SurgePenalty;
        if (call.Seen.IsWaiting && call.Seen.Phase != CallPhase.Admitting && penalty != call.Penalty)
        {
            call.Penalty = penalty;
            _effects.Add(new ScreeningEffect.SetPenalty(call.Seen.Call, penalty));
        }
    }

    private void Tell(Live call, CallInput input) => _effects.Add(new ScreeningEffect.Tell(call.Seen.Call, input));

    private sealed class Live(SeenCall seen)
    {
        public SeenCall Seen { get; set; } = seen;

        public DateTimeOffset? ListeningSince { get; set; }

        public IncidentPlace? Place { get; set; }

        public IReadOnlyList<ScoredEvidence> Evidence { get; set; } = [];

        public TimeSpan ScorePenalty { get; set; }

        public TimeSpan SurgePenalty { get; set; }

        /// <summary>As the ACD was told last.</summary>
        public TimeSpan Penalty { get; set; }

        public bool IsPrompted { get; set; }

        /// <summary>Its coming has been weighed against the others.</summary>
        public bool IsShared { get; set; }
    }
}
