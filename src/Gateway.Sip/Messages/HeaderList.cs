using System.Collections;
using System.Text;
using Gateway.Sip.Parsing;

namespace Gateway.Sip.Messages;

/// <summary>One header field line as on the wire, unfolded. Compact names are given long ("v" is "Via").</summary>
public readonly record struct HeaderField(string Name, string Value);

/// <summary>
/// Header fields in wire order. Names compare without case. A field whose grammar is a comma list may stand as several lines or as one
/// (RFC 3261 §7.3.1): <see cref="Values"/> gives single elements either way. Lines of a parsed message are slices of its datagram; strings
/// and
/// typed values are made when first asked for, and kept. Reading is safe from several threads once nobody changes the list any more.
/// </summary>
public sealed class HeaderList : IEnumerable<HeaderField>
{
    private readonly ReadOnlyMemory<byte> _wire;
    private HeaderEntry[] _entries;

    public HeaderList() => _entries = [];

    internal HeaderList(ReadOnlyMemory<byte> wire, ReadOnlySpan<HeaderEntry> entries)
    {
        _wire = wire;
        _entries = entries.ToArray();
        Count = entries.Length;
    }

    internal delegate T WireParse<T>(ReadOnlySpan<byte> value);

    public int Count { get; private set; }

    /// <summary>Value of the first line of that name, or null.</summary>
    public string? this[string name] => Find(name) is var index && index >= 0 ? ValueAt(index) : null;

    public bool Contains(string name) => Find(name) >= 0;

    /// <summary>Lines of that name, in wire order.</summary>
    public IEnumerable<string> Lines(string name)
    {
        for (var i = Find(name); i >= 0; i = Find(name, i + 1))
        {
            yield return ValueAt(i);
        }
    }

    /// <summary>
    /// Elements of a comma-list header over all its lines; commas in quotes and angle brackets do not split; empty ones are left out.
    /// </summary>
    public IEnumerable<string> Values(string name) => Lines(name).SelectMany(CommaList.Split);

    /// <summary>The first element of that header through its parser; kept, so that the next call with the same type is cheap.</summary>
    /// <exception cref="SipFormatException">Missing or not readable.</exception>
    public T Typed<T>(string name, Func<string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        var index = Find(name);
        if (index < 0)
        {
            throw new SipFormatException($"{name} is missing");
        }

        if (_entries[index].Typed is T known)
        {
            return known;
        }

        var value = ValueAt(index);
        var element = HeaderNames.IsSingle(_entries[index].Id) ? value : CommaList.Split(value).FirstOrDefault() ?? value;
        var typed = parse(element);
        _entries[index].Typed = typed;
        return typed;
    }

    public HeaderList Add(string name, string value)
    {
        Insert(Count, name, value);
        return this;
    }

    /// <summary>Puts the line before all others (Via, Record-Route).</summary>
    public HeaderList AddFirst(string name, string value)
    {
        Insert(0, name, value);
        return this;
    }

    /// <summary>Replaces all lines of that name by one, at the place of the first.</summary>
    public HeaderList Set(string name, string value)
    {
        var index = Find(name);
        Remove(name);
        Insert(index < 0 ? Count : index, name, value);
        return this;
    }

    /// <summary>Replaces the first line of that name, or adds one; further lines stay.</summary>
    public HeaderList SetFirst(string name, string value)
    {
        var index = Find(name);
        if (index < 0)
        {
            return Add(name, value);
        }

        _entries[index] = HeaderEntry.Of(name, value);
        return this;
    }

    /// <summary>Number of lines removed.</summary>
    public int Remove(string name)
    {
        var removed = 0;
        for (var i = Find(name); i >= 0; i = Find(name, i))
        {
            Array.Copy(_entries, i + 1, _entries, i, Count - i - 1);
            _entries[--Count] = default;
            removed++;
        }

        return removed;
    }

    public IEnumerator<HeaderField> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return new HeaderField(NameAt(i), ValueAt(i));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal ref readonly HeaderEntry EntryAt(int index) => ref _entries[index];

    internal int Find(HeaderId id)
    {
        for (var i = 0; i < Count; i++)
        {
            if (_entries[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    internal string NameAt(int index)
    {
        ref var entry = ref _entries[index];
        return entry.Id != HeaderId.Unknown ? HeaderNames.Name(entry.Id) : entry.Name ??= Encoding.UTF8.GetString(WireName(entry));
    }

    internal string ValueAt(int index)
    {
        ref var entry = ref _entries[index];
        return entry.Value ??= SipCharacters.Text(WireValue(entry));
    }

    /// <summary>Value bytes as on the wire, line folds included; empty for a line that was added as text.</summary>
    internal ReadOnlySpan<byte> WireValue(in HeaderEntry entry) => _wire.Span.Slice(entry.ValueStart, entry.ValueLength);

    /// <summary>Like <see cref="Typed"/>, straight from the wire where the line came from there.</summary>
    internal T TypedFromWire<T>(HeaderId id, WireParse<T> parse)
    {
        var index = Find(id);
        if (index < 0)
        {
            throw new SipFormatException($"{HeaderNames.Name(id)} is missing");
        }

        ref var entry = ref _entries[index];
        if (entry.Typed is T known)
        {
            return known;
        }

        var typed = entry.IsText ? parse(Encoding.UTF8.GetBytes(entry.Value!)) : parse(WireValue(entry));
        entry.Typed = typed;
        return typed;
    }

    private int Find(string name, int from = 0)
    {
        var id = HeaderNames.IdOf(name.AsSpan());
        for (var i = from; i < Count; i++)
        {
            ref var entry = ref _entries[i];
            if (entry.Id == id && (id != HeaderId.Unknown || (entry.Name is { } text
                ? text.Equals(name, StringComparison.OrdinalIgnoreCase)
                : Ascii.EqualsIgnoreCase(WireName(entry), name))))
            {
                return i;
            }
        }

        return -1;
    }

    private ReadOnlySpan<byte> WireName(in HeaderEntry entry) => _wire.Span.Slice(entry.NameStart, entry.NameLength);

    private void Insert(int index, string name, string value)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(16, Count * 2));
        }

        Array.Copy(_entries, index, _entries, index + 1, Count - index);
        _entries[index] = HeaderEntry.Of(name, value);
        Count++;
    }
}
