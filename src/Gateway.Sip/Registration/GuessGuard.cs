using System.Net;

namespace Gateway.Sip.Registration;

/// <summary>Limits of a <see cref="GuessGuard"/>. Immutable.</summary>
public sealed record GuessOptions
{
    /// <summary>Wrong passwords of one user from one source that cost nothing: people mistype.</summary>
    public int Free { get; init; } = 3;

    /// <summary>
    /// Wrong passwords of one user from one source, and tries before the wait was over, that lock both out; in between each wrong one doubles the wait,
    /// from one second on.
    /// </summary>
    public int LockAfter { get; init; } = 10;

    /// <summary>How long a lock holds, and how long wrong passwords are remembered.</summary>
    public TimeSpan LockFor { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Wrong passwords of one source over all users; more slow the source down to one in <see cref="SourceRefill"/>.</summary>
    public int PerSource { get; init; } = 60;

    public TimeSpan SourceRefill { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Sources remembered, and users of one source; the oldest source makes room, further users share one entry.</summary>
    public int Capacity { get; init; } = 4096;

    public int UsersPerSource { get; init; } = 64;
}

/// <summary>What a wrong password led to.</summary>
public enum GuessOutcome
{
    /// <summary>Nothing yet.</summary>
    Counted,

    /// <summary>The next try has to wait.</summary>
    Slowed,

    /// <summary>Locked out from now on: once for each lock.</summary>
    LockedOut,
}

/// <summary>
/// Slows and locks out password guessing per source address and user. Its caller counts only wrong answers to nonces that were sent to that very
/// address, so that nobody can lock out another with forged packets, and asks nothing of sources that hold a binding. Users that do not exist are
/// treated alike. IPv6 sources are told apart by /64. Pure but for its own state: time is an argument. One owner.
/// </summary>
public sealed class GuessGuard(GuessOptions options)
{
    private const string OtherUsers = "";
    private readonly Dictionary<IPAddress, Source> _sources = [];
    private readonly Queue<IPAddress> _order = new();

    /// <summary>Sources remembered now.</summary>
    public int Count => _sources.Count;

    /// <summary>How long that user has to wait before the next try from that source counts; null: not at all.</summary>
    public TimeSpan? WaitFor(IPAddress source, string user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_sources.TryGetValue(Key(source), out var known))
        {
            return null;
        }

        var until = known.Users.TryGetValue(KeyOf(known, user), out var tries) ? tries.Until : DateTimeOffset.MinValue;
        if (known.Debt(now, options) >= options.PerSource && now + options.SourceRefill is var later && later > until)
        {
            until = later;
        }

        return until > now ? until - now : null;
    }

    /// <summary>A wrong password with a nonce that had been sent to that source.</summary>
    public GuessOutcome Wrong(IPAddress source, string user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        var known = SourceOf(Key(source));
        known.Add(now, options);
        var key = KeyOf(known, user);
        if (!known.Users.TryGetValue(key, out var tries) || now - tries.Last > options.LockFor)
        {
            known.Users[key] = tries = new Tries();
        }

        tries.Last = now;
        tries.Count++;
        if (tries.Count <= options.Free)
        {
            return GuessOutcome.Counted;
        }

        if (tries.Count >= options.LockAfter)
        {
            tries.Until = now + options.LockFor;
            return GuessOutcome.LockedOut;
        }

        tries.Until = now + TimeSpan.FromSeconds(1L << Math.Min(tries.Count - options.Free - 1, 20));
        return GuessOutcome.Slowed;
    }

    /// <summary>A try before <see cref="WaitFor"/> was over: whoever does not wait is a machine, and is locked out the sooner.</summary>
    public GuessOutcome TooSoon(IPAddress source, string user, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!_sources.TryGetValue(Key(source), out var known) || !known.Users.TryGetValue(KeyOf(known, user), out var tries)
            || tries.Until <= now || tries.Count >= options.LockAfter)
        {
            return GuessOutcome.Counted;
        }

        tries.Last = now;
        if (++tries.Count < options.LockAfter)
        {
            return GuessOutcome.Slowed;
        }

        tries.Until = now + options.LockFor;
        return GuessOutcome.LockedOut;
    }

    /// <summary>The right password: what was mistyped before is forgotten.</summary>
    public void Right(IPAddress source, string user)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (_sources.TryGetValue(Key(source), out var known))
        {
            known.Users.Remove(user);
        }
    }

    private static IPAddress Key(IPAddress source) => Screening.SourceNetwork.Of(source, 32, 64).BaseAddress;

    private string KeyOf(Source source, string user) =>
        source.Users.ContainsKey(user) || source.Users.Count < options.UsersPerSource ? user : OtherUsers;

    private Source SourceOf(IPAddress key)
    {
        if (!_sources.TryGetValue(key, out var known))
        {
            if (_sources.Count >= options.Capacity)
            {
                _sources.Remove(_order.Dequeue());
            }

            _sources.Add(key, known = new Source());
            _order.Enqueue(key);
        }

        return known;
    }

    private sealed class Tries
    {
        public int Count { get; set; }

        public DateTimeOffset Last { get; set; }

        public DateTimeOffset Until { get; set; }
    }

    private sealed class Source
    {
        private double _debt;
        private DateTimeOffset _at;

        public Dictionary<string, Tries> Users { get; } = new(StringComparer.Ordinal);

        public double Debt(DateTimeOffset now, GuessOptions options) => Math.Max(0, _debt - ((now - _at) / options.SourceRefill));

        public void Add(DateTimeOffset now, GuessOptions options)
        {
            _debt = Debt(now, options) + 1;
            _at = now;
        }
    }
}
