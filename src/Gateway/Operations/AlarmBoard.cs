namespace Gateway.Operations;

/// <summary>How loud an alarm is.</summary>
public enum AlarmSeverity
{
    Info,
    Warning,
    Critical,
}

/// <summary>One alarm; equal kind and text are counted, not repeated.</summary>
/// <param name="Kind">Low-cardinality name, e.g. "journal_late".</param>
/// <param name="Count">How often since <paramref name="FirstAt"/>.</param>
public sealed record Alarm(string Kind, AlarmSeverity Severity, string Text, DateTimeOffset FirstAt, DateTimeOffset LastAt, long Count);

/// <summary>
/// The last alarms, newest first. Thread-safe. Keeps <see cref="Capacity"/> alarms; an alarm of the same kind and text as a kept one
/// raises its count, so that a storm fills neither the board nor the log.
/// </summary>
public sealed class AlarmBoard(TimeProvider time)
{
    public const int Capacity = 200;

    private static readonly TimeSpan LogAgainAfter = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<Alarm> _alarms = new();
    private readonly Dictionary<(string, string), LinkedListNode<Alarm>> _byKey = [];
    private readonly Dictionary<(string, string), DateTimeOffset> _loggedAt = [];

    /// <summary>An alarm to be written to the log: the first of its kind and text, and again at most once a minute. Raised on the caller's thread.</summary>
    public event Action<Alarm>? Raised;

    /// <summary>The kind of every alarm, repeats included. Raised on the caller's thread; must not block.</summary>
    public event Action<string>? Counted;

    /// <summary>Alarms raised since start, repeats included.</summary>
    public long Total { get; private set; }

    public void Raise(string kind, AlarmSeverity severity, string text)
    {
        var now = time.GetUtcNow();
        Alarm alarm;
        bool log;
        lock (_lock)
        {
            Total++;
            var key = (kind, text);
            if (_byKey.TryGetValue(key, out var node))
            {
                node.Value = node.Value with { LastAt = now, Count = node.Value.Count + 1 };
                _alarms.Remove(node);
                _alarms.AddFirst(node);
            }
            else
            {
                node = _alarms.AddFirst(new Alarm(kind, severity, text, now, now, 1));
                _byKey[key] = node;
                if (_alarms.Count > Capacity)
                {
                    var oldest = _alarms.Last!.Value;
                    _byKey.Remove((oldest.Kind, oldest.Text));
                    _loggedAt.Remove((oldest.Kind, oldest.Text));
                    _alarms.RemoveLast();
                }
            }

            alarm = node.Value;
            log = !_loggedAt.TryGetValue(key, out var last) || now - last >= LogAgainAfter;
            if (log)
            {
                _loggedAt[key] = now;
            }
        }

        Counted?.Invoke(kind);
        if (log)
        {
            Raised?.Invoke(alarm);
        }
    }

    public IReadOnlyList<Alarm> Snapshot()
    {
        lock (_lock)
        {
            return [.. _alarms];
        }
    }
}
