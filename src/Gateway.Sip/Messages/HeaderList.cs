using System.Collections;

namespace Gateway.Sip.Messages;

/// <summary>One header field line as on the wire, unfolded. Compact names are given long ("v" is "Via").</summary>
public readonly record struct HeaderField(string Name, string Value);

/// <summary>
/// Header fields in wire order. Names compare without case. A field whose grammar is a comma list may stand as several lines or as one
/// (RFC 3261 §7.3.1): <see cref="Values"/> gives single elements either way.
/// </summary>
public sealed class HeaderList : IEnumerable<HeaderField>
{
    private readonly List<HeaderField> _fields = [];

    public int Count => _fields.Count;

    /// <summary>Value of the first line of that name, or null.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return field.Value;
                }
            }

            return null;
        }
    }

    public bool Contains(string name) => this[name] is not null;

    /// <summary>Lines of that name, in wire order.</summary>
    public IEnumerable<string> Lines(string name) =>
        _fields.Where(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(f => f.Value);

    /// <summary>Elements of a comma-list header over all its lines; commas in quotes and angle brackets do not split.</summary>
    public IEnumerable<string> Values(string name) => Lines(name).SelectMany(l => l.Split(',', StringSplitOptions.TrimEntries));

    /// <summary>The first element of that header through its parser.</summary>
    /// <exception cref="SipFormatException">Missing or not readable.</exception>
    public T Typed<T>(string name, Func<string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(parse);
        return parse(Values(name).FirstOrDefault() ?? throw new SipFormatException($"{name} is missing"));
    }

    public HeaderList Add(string name, string value)
    {
        _fields.Add(new HeaderField(name, value));
        return this;
    }

    /// <summary>Puts the line before all others (Via, Record-Route).</summary>
    public HeaderList AddFirst(string name, string value)
    {
        _fields.Insert(0, new HeaderField(name, value));
        return this;
    }

    /// <summary>Replaces all lines of that name by one, at the place of the first.</summary>
    public HeaderList Set(string name, string value)
    {
        var index = _fields.FindIndex(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Remove(name);
        _fields.Insert(index < 0 ? _fields.Count : Math.Min(index, _fields.Count), new HeaderField(name, value));
        return this;
    }

    public int Remove(string name) => _fields.RemoveAll(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IEnumerator<HeaderField> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
