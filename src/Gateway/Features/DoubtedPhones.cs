using Gateway.Sip.Registration;

namespace Gateway.Features;

/// <summary>
/// Phones that an offer or a conversation found dead: they get no offers, so that no caller waits for them while the next agent goes to
/// somebody behind. A doubt ends when the phone answers OPTIONS or registers, or after a minute, since some phones do not answer OPTIONS.
/// Owned by <see cref="AgentDesk"/>'s loop.
/// </summary>
internal sealed class DoubtedPhones(TimeProvider time)
{
    /// <summary>After this the next offer finds out for itself.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // Sorted, so that no order depends on hashing.
    private readonly SortedDictionary<string, Doubt> _doubts = new(StringComparer.Ordinal);

    public bool Contains(Binding binding) => _doubts.ContainsKey(Key(binding));

    /// <summary>A doubt that is there already keeps its time.</summary>
    public void Add(Binding binding) => _doubts.TryAdd(Key(binding), new Doubt(binding, time.GetTimestamp()));

    /// <returns>False when there was no doubt.</returns>
    public bool Clear(Binding binding) => _doubts.Remove(Key(binding));

    /// <summary>The OPTIONS to it has ended without an answer.</summary>
    public void Unanswered(Binding binding)
    {
        if (_doubts.TryGetValue(Key(binding), out var doubt))
        {
            doubt.IsAsked = false;
        }
    }

    /// <summary>Those that no OPTIONS is on its way to; they count as asked from now on.</summary>
    public IReadOnlyList<Binding> ToAsk()
    {
        var due = _doubts.Values.Where(d => !d.IsAsked).ToList();
        due.ForEach(d => d.IsAsked = true);
        return [.. due.Select(d => d.Binding)];
    }

    /// <summary>Takes out the doubts that are over by time.</summary>
    public IReadOnlyList<Binding> TakeExpired()
    {
        var over = _doubts.Values.Where(d => time.GetElapsedTime(d.Since) >= Limit).Select(d => d.Binding).ToList();
        over.ForEach(b => Clear(b));
        return over;
    }

    private static string Key(Binding binding) => $"{binding.Aor} {binding.Contact.Text}";

    private sealed class Doubt(Binding binding, long since)
    {
        public Binding Binding { get; } = binding;

        public long Since { get; } = since;

        public bool IsAsked { get; set; }
    }
}
