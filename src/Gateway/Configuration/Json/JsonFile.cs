using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Gateway.Configuration.Json;

/// <summary>
/// Reads JSON with comments and trailing commas (RFC 8259 otherwise) into <see cref="JsonValue"/>. Within strings, <c>${NAME}</c> is the
/// environment variable of that name and <c>${NAME:-text}</c> the same with a default, so that one folder serves many containers.
/// </summary>
internal sealed partial class JsonFile
{
    private static readonly JsonReaderOptions Options =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    private readonly string _name;
    private readonly byte[] _bytes;
    private readonly List<ConfigurationError> _errors;
    private readonly Func<string, string?> _environment;

    // Lines are counted as the reader moves on, which it only does forwards.
    private int _countedTo;
    private int _line = 1;

    private JsonFile(string name, byte[] bytes, Func<string, string?> environment, List<ConfigurationError> errors)
    {
        _name = name;
        _bytes = bytes;
        _environment = environment;
        _errors = errors;
    }

    /// <summary>The root, or null when the file is no JSON: then the error is in <paramref name="errors"/>.</summary>
    public static JsonValue? Parse(string name, byte[] bytes, Func<string, string?> environment, List<ConfigurationError> errors)
    {
        if (bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        try
        {
            return new JsonFile(name, bytes, environment, errors).Root();
        }
        catch (JsonException e)
        {
            var what = e.Message.Split(" LineNumber:")[0].TrimEnd('.', ' ');
            errors.Add(new ConfigurationError(
                name, (int)(e.LineNumber ?? -1) + 1, "", what, "Correct the JSON here; comments and trailing commas are allowed"));
            return null;
        }
    }

    private JsonValue Root()
    {
        var reader = new Utf8JsonReader(_bytes, Options);
        reader.Read();
        var root = Value(ref reader, "");
        reader.Read();
        return root;
    }

    private JsonValue Value(ref Utf8JsonReader reader, string path)
    {
        var line = LineAt((int)reader.TokenStartIndex);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => Members(ref reader, path, line),
            JsonTokenType.StartArray => Items(ref reader, path, line),
            JsonTokenType.String => Text(reader.GetString()!, path, line),
            JsonTokenType.Number => new JsonValue(JsonShape.Number, _name, line, path, Encoding.UTF8.GetString(reader.ValueSpan)),
            JsonTokenType.True => new JsonValue(JsonShape.True, _name, line, path),
            JsonTokenType.False => new JsonValue(JsonShape.False, _name, line, path),
            _ => new JsonValue(JsonShape.Null, _name, line, path),
        };
    }

    private JsonValue Members(ref Utf8JsonReader reader, string path, int line)
    {
        var members = new List<KeyValuePair<string, JsonValue>>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            var nameLine = LineAt((int)reader.TokenStartIndex);
            reader.Read();
            var value = Value(ref reader, path.Length == 0 ? name : $"{path}.{name}");
            if (lines.TryAdd(name, nameLine))
            {
                members.Add(new(name, value));
            }
            else
            {
                _errors.Add(new ConfigurationError(
                    _name, nameLine, value.Path, $"\"{name}\" is there twice", $"Keep one; the first is in line {lines[name]}"));
            }
        }

        return new JsonValue(JsonShape.Object, _name, line, path) { Members = members };
    }

    private JsonValue Items(ref Utf8JsonReader reader, string path, int line)
    {
        var items = new List<JsonValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(Value(ref reader, $"{path}[{items.Count}]"));
        }

        return new JsonValue(JsonShape.List, _name, line, path) { Items = items };
    }

    private JsonValue Text(string text, string path, int line)
    {
        var filled = Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (_environment(name) is { Length: > 0 } value)
            {
                return value;
            }

            if (match.Groups["default"] is { Success: true } fallback)
            {
                return fallback.Value;
            }

            _errors.Add(new ConfigurationError(
                _name, line, path, $"The environment variable {name} is not set", $"Set it, or give a default: ${{{name}:-text}}"));
            return "";
        });
        return new JsonValue(JsonShape.Text, _name, line, path, filled);
    }

    private int LineAt(int position)
    {
        _line += _bytes.AsSpan(_countedTo, position - _countedTo).Count((byte)'\n');
        _countedTo = position;
        return _line;
    }

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(:-(?<default>[^}]*))?\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
