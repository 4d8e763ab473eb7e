using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Storage.Journal;

/// <summary>
/// The journal's twin for simulation: everything is durable at once, callbacks run inside <see cref="Append"/>, and with a deterministic
/// salt two runs of one seed give byte-equal dumps. Thread-safe.
/// </summary>
/// <param name="salt">16 bytes per event; must not be random when runs are compared.</param>
public sealed class InMemoryJournal(string node, Func<byte[]> salt) : IJournal
{
    private readonly object _lock = new();
    private readonly List<JournalEvent> _events = [];
    private readonly List<CallId> _open = [];
    private readonly Queue<(IReadOnlyList<JournalEntry> Entries, Action<bool>? OnDone)> _held = new();
    private bool _holding;
    private bool _disposed;
    private long _commits;

    public event Action<IReadOnlyList<JournalEvent>>? Committed;

    public string Node { get; } = node;

    public JournalHead Head
    {
        get
        {
            lock (_lock)
            {
                return _events.Count == 0 ? JournalHead.Empty(Node) : JournalHead.Of(_events[^1]);
            }
        }
    }

    public JournalStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new JournalStatistics(
                    _events.Count, _commits, _held.Sum(h => h.Entries.Count), 0, _holding, TimeSpan.Zero, TimeSpan.Zero);
            }
        }
    }

    public void Append(IReadOnlyList<JournalEntry> entries, Action<bool>? onDone = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        List<JournalEvent> written = [];
        lock (_lock)
        {
            if (_holding && !_disposed)
            {
                _held.Enqueue((entries, onDone));
                return;
            }

            if (!_disposed)
            {
                Write(entries, written);
            }
        }

        if (written.Count > 0)
        {
            Committed?.Invoke(written);
        }

        onDone?.Invoke(written.Count == entries.Count);
    }

    /// <summary>A disk that hangs: entries wait until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            _holding = true;
        }
    }

    /// <summary>The disk is back: what waited is written, in order.</summary>
    public void Release()
    {
        List<(IReadOnlyList<JournalEntry> Entries, Action<bool>? OnDone)> waiting;
        lock (_lock)
        {
            _holding = false;
            waiting = [.. _held];
            _held.Clear();
        }

        foreach (var (entries, onDone) in waiting)
        {
            Append(entries, onDone);
        }
    }

    public IReadOnlyList<JournalEvent> Read(long afterNumber, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 10_000);
        lock (_lock)
        {
            return [.. _events.Skip((int)Math.Clamp(afterNumber, 0, _events.Count)).Take(limit)];
        }
    }

    public IReadOnlyList<JournalEvent> ReadCall(CallId call)
    {
        lock (_lock)
        {
            return [.. _events.Where(e => e.Call == call)];
        }
    }

    public IReadOnlyList<CallId> OpenCalls()
    {
        lock (_lock)
        {
            return [.. _open];
        }
    }

    public int Erase(CallId call)
    {
        lock (_lock)
        {
            var erased = 0;
            for (var i = 0; i < _events.Count; i++)
            {
                if (_events[i].Call == call && !_events[i].IsErased)
                {
                    _events[i] = _events[i].Erase();
                    erased++;
                }
            }

            return erased;
        }
    }

    /// <summary>Every event as header, salt, payload and hash: equal for equal histories.</summary>
    public byte[] Dump()
    {
        using var dump = new MemoryStream();
        lock (_lock)
        {
            foreach (var e in _events)
            {
                dump.Write(JournalChain.Header(e));
                dump.Write(e.Salt.GetValueOrDefault().Span);
                dump.Write(e.Payload.GetValueOrDefault().Span);
                dump.Write(e.Hash.Span);
            }
        }

        return dump.ToArray();
    }

    public void Dispose()
    {
        Release();
        lock (_lock)
        {
            _disposed = true;
        }
    }

    private void Write(IReadOnlyList<JournalEntry> entries, List<JournalEvent> written)
    {
        var head = _events.Count == 0 ? JournalHead.Empty(Node) : JournalHead.Of(_events[^1]);
        foreach (var entry in entries)
        {
            var next = JournalLink.Next(head, entry, salt());
            _events.Add(next);
            written.Add(next);
            head = JournalHead.Of(next);
            if (entry.Call is { } call && OpenCallSet.Effect(entry.Payload) is { } opens)
            {
                if (!opens)
                {
                    _open.Remove(call);
                }
                else if (!_open.Contains(call))
                {
                    _open.Add(call);
                }
            }
        }

        _commits++;
    }
}
