using System.Globalization;
using System.Net;

namespace Gateway.Configuration.Json;

/// <summary>
/// Takes the members of one object by name. What is missing is its default, what does not fit is an error and its default, and what nobody
/// asked for is an error of <see cref="Done"/>, with the nearest known name. So one pass finds everything.
/// </summary>
internal sealed class ObjectReader
{
    private readonly JsonValue _value;
    private readonly Dictionary<string, JsonValue> _members;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ObjectReader(JsonValue value, List<ConfigurationError> errors)
    {
        _value = value;
        Errors = errors;
        _members = value.Members.ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        if (value.Shape != JsonShape.Object)
        {
            errors.Add(value.Error($"{value.Quoted} is not an object", "Write { … }"));
        }
    }

    public List<ConfigurationError> Errors { get; }

    public JsonValue Here => _value;

    /// <summary>The member, or null when it is not there, null, or empty text (a variable that is not set).</summary>
    public JsonValue? Get(string name)
    {
        _known.Add(name);
        return _members.GetValueOrDefault(name) is { Shape: not JsonShape.Null } value and not { Shape: JsonShape.Text, Text: "" } ? value : null;
    }

    /// <summary>A place for errors: the member when it is there, else the object.</summary>
    public JsonValue At(string name) => Get(name) ?? _value;

    public void Error(string name, string wrong, string right) => Errors.Add(At(name).Error(wrong, right));

    public string? Text(string name)
    {
        var value = Get(name);
        if (value is null or { Shape: JsonShape.Text or JsonShape.Number })
        {
            return value?.Text;
        }

        Errors.Add(value.Error($"{value.Quoted} is not text", "Write it in quotes"));
        return null;
    }

    /// <summary>Text that must be there and not be empty; "" after an error.</summary>
    public string Required(string name, string right)
    {
        var text = Text(name);
        if (!string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        if (Get(name) is null or { Shape: JsonShape.Text })
        {
            Error(name, Get(name) is null ? $"\"{name}\" is missing" : $"\"{name}\" is empty", right);
        }

        return "";
    }

    public int Integer(string name, int fallback, int least, int most) => IntegerOrNull(name, least, most) ?? fallback;

    public int? IntegerOrNull(string name, int least, int most)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        if (value.Shape is JsonShape.Number or JsonShape.Text
            && int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        Errors.Add(value.Error($"{value.Quoted} does not fit", $"Write a whole number from {least} to {most}"));
        return null;
    }

    public bool Flag(string name, bool fallback)
    {
        switch (Get(name))
        {
            case null:
                return fallback;
            case { Shape: JsonShape.True } or { Shape: JsonShape.Text, Text: "true" }:
                return true;
            case { Shape: JsonShape.False } or { Shape: JsonShape.Text, Text: "false" }:
                return false;
            case var value:
                Errors.Add(value.Error($"{value.Quoted} is neither true nor false", "Write true or false"));
                return fallback;
        }
    }

    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan least, TimeSpan most) =>
        DurationOrNull(name, least, most) ?? fallback;

    public TimeSpan? DurationOrNull(string name, TimeSpan least, TimeSpan most)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }

        if (value.Shape is JsonShape.Number or JsonShape.Text && Scalars.TryDuration(value.Text, out var duration)
            && duration >= least && duration <= most)
        {
            return duration;
        }

        Errors.Add(value.Error(
            $"{value.Quoted} does not fit",
            $"Write seconds, or a number with ms, s, m, h or d, from {Scalars.Write(least)} to {Scalars.Write(most)}"));
        return null;
    }

    public T Choice<T>(string name, T fallback, IReadOnlyDictionary<string, T> choices)
    {
        if (Get(name) is not { } value)
        {
            return fallback;
        }

        if (value.Shape == JsonShape.Text && choices.TryGetValue(value.Text, out var choice))
        {
            return choice;
        }

        Errors.Add(value.Error($"{value.Quoted} is not known here", $"Write one of {string.Join(", ", choices.Keys)}"));
        return fallback;
    }

    public IPAddress? Address(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (text == "localhost")
        {
            return IPAddress.Loopback;
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return address;
        }

        Error(name, $"\"{text}\" is not an IP address", "Write one like 127.0.0.1, 0.0.0.0 (all IPv4) or :: (all)");
        return null;
    }

    /// <summary>The items of a list; none when it is not there. One value that is no list counts as a list of one.</summary>
    public IReadOnlyList<JsonValue> List(string name)
    {
        var value = Get(name);
        return value is null ? [] : value.Shape == JsonShape.List ? value.Items : [value];
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var item in List(name))
        {
            if (item.Shape is JsonShape.Text or JsonShape.Number)
            {
                texts.Add(item.Text);
            }
            else
            {
                Errors.Add(item.Error($"{item.Quoted} is not text", "Write it in quotes"));
            }
        }

        return texts;
    }

    public IReadOnlyList<ObjectReader> Objects(string name) => [.. List(name).Select(item => new ObjectReader(item, Errors))];

    /// <summary>The object of that name; an empty one, so that all is default, when it is not there.</summary>
    public ObjectReader Object(string name) =>
        new(Get(name) ?? Here with { Shape = JsonShape.Object, Path = PathOf(name), Members = [] }, Errors);

    private string PathOf(string name) => _value.Path.Length == 0 ? name : $"{_value.Path}.{name}";

    /// <summary>To be called when all names have been asked for: what is left over is a name that nobody knows.</summary>
    public void Done()
    {
        foreach (var (name, value) in _members)
        {
            if (!_known.Contains(name))
            {
                Errors.Add(value.Error($"Nobody knows the name \"{name}\"", Nearest.Suggest(name, _known)));
            }
        }
    }
}
