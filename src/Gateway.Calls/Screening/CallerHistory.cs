using Gateway.Acd;
using Gateway.Calls.Records;

namespace Gateway.Calls.Screening;

/// <summary>
/// What the calls of the last 24 hours, and labels until they expire, say of callers: a bounded fold of call records and labels. Mutable, for one
/// owner; deterministic.
/// </summary>
public sealed class CallerHistory
{
    /// <summary>Calls kept; beyond it the oldest is forgotten.</summary>
    public const int MaxCalls = 100_000;

    public static readonly TimeSpan Span = TimeSpan.FromHours(24);

    /// <summary>A caller who was not answered and hung up sooner after the INVITE.</summary>
    public static readonly TimeSpan ShortCall = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, List<Past>> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<CallId, Past> _byCall = [];
    private readonly Queue<Past> _inOrder = new();
    private readonly Queue<Past> _labelled = new();

    /// <summary>Calls that are remembered.</summary>
    public int Count => _byCall.Count;

    /// <summary>Adds a call that has ended, with its label if it has one.</summary>
    public void Add(CallRecord record, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(record);
        Forget(now);
        var endedAt = record.ReceivedAt + (record.EndedAfter ?? TimeSpan.Zero);
        if (record.IsTest || _byCall.ContainsKey(record.Call) || (endedAt < now - Span && !(record.Label?.ExpiresAt > now) && record.Block?.IsInForce(now) != true))
        {
            return;
        }

        var past = new Past(
            record.Call,
            endedAt,
            silent: record is { VoiceAfter: null, Keys.Length: 0, Score: { } score } && score.Evidence.Any(e => e.Kind == GhostScore.SilenceKind),
            wasShort: record.ConnectedAfter is null && record.EndedAfter < ShortCall,
            [.. KeysOf(record.Callable ? record.CallerNumber : null, record.DeviceId)],
            record.Location?.Cell)
        {
            Label = record.Label?.Label,
            LabelExpiresAt = record.Label?.ExpiresAt ?? default,
            BlockedUntil = record.Block is { ApprovedBy: not null, LiftedBy: null } block ? block.Until : default,
        };
        _byCall.Add(past.Call, past);
        _inOrder.Enqueue(past);
        foreach (var key in past.AllKeys)
        {
            if (!_byKey.TryGetValue(key, out var list))
            {
                _byKey.Add(key, list = []);
            }

            list.Add(past);
        }

        while (_byCall.Count > MaxCalls)
        {
            Remove(_inOrder.TryDequeue(out var oldest) ? oldest : _labelled.Dequeue());
        }
    }

    /// <summary>A call was labelled; one that is not remembered any more says nothing.</summary>
    public void Label(CallId call, CallLabel label, DateTimeOffset expiresAt)
    {
        if (_byCall.TryGetValue(call, out var past))
        {
            (past.Label, past.LabelExpiresAt) = (label, expiresAt);
        }
    }

    /// <summary>The caller of a call is blocked until an instant; one that is over or default lifts it.</summary>
    public void Block(CallId call, DateTimeOffset until)
    {
        if (_byCall.TryGetValue(call, out var past))
        {
            past.BlockedUntil = until;
        }
    }

    /// <summary>A label was taken back.</summary>
    public void Unlabel(CallId call)
    {
        if (_byCall.TryGetValue(call, out var past))
        {
            past.Label = null;
        }
    }

    /// <summary>What is known of a caller.</summary>
    public CallerPast Of(string? number, string? device, string? cell, DateTimeOffset now)
    {
        Forget(now);
        var calls = KeysOf(number, device).SelectMany(k => _byKey.GetValueOrDefault(k, [])).Distinct().ToList();
        var recent = calls.Where(p => p.EndedAt >= now - Span).ToList();
        var inCell = cell is null ? 0 : _byKey.GetValueOrDefault(CellKey(cell), []).Count(p => p.Silent && p.EndedAt >= now - Span);
        int Labelled(CallLabel label) => calls.Count(p => p.Label == label && p.LabelExpiresAt > now);

        return new CallerPast(
            recent.Count(p => p.Silent),
            inCell,
            recent.Count(p => p.Short),
            Labelled(CallLabel.Prank),
            Labelled(CallLabel.Ghost),
            Labelled(CallLabel.Normal),
            calls.Exists(p => p.BlockedUntil > now));
    }

    private static IEnumerable<string> KeysOf(string? number, string? device)
    {
        if (!string.IsNullOrEmpty(number))
        {
            yield return "number " + number;
        }

        if (!string.IsNullOrEmpty(device))
        {
            yield return "device " + device;
        }
    }

    private static string CellKey(string cell) => "cell " + cell;

    private void Forget(DateTimeOffset now)
    {
        while (_inOrder.TryPeek(out var oldest) && oldest.EndedAt < now - Span)
        {
            _inOrder.Dequeue();
            if (oldest.Counts(now))
            {
                _labelled.Enqueue(oldest);
            }
            else
            {
                Remove(oldest);
            }
        }

        while (_labelled.TryPeek(out var oldest) && !oldest.Counts(now))
        {
            Remove(_labelled.Dequeue());
        }
    }

    private void Remove(Past past)
    {
        _byCall.Remove(past.Call);
        foreach (var key in past.AllKeys)
        {
            if (_byKey.TryGetValue(key, out var list) && list.Remove(past) && list.Count == 0)
            {
                _byKey.Remove(key);
            }
        }
    }

    private sealed class Past(CallId call, DateTimeOffset endedAt, bool silent, bool wasShort, IReadOnlyList<string> keys, string? cell)
    {
        public CallId Call => call;

        public DateTimeOffset EndedAt => endedAt;

        public bool Silent => silent;

        public bool Short => wasShort;

        public CallLabel? Label { get; set; }

        public DateTimeOffset LabelExpiresAt { get; set; }

        public DateTimeOffset BlockedUntil { get; set; }

        /// <summary>It says something beyond its day.</summary>
        public bool Counts(DateTimeOffset now) => (Label is not null && LabelExpiresAt > now) || BlockedUntil > now;

        public IEnumerable<string> AllKeys => cell is null ? keys : keys.Append(CellKey(cell));
    }
}
