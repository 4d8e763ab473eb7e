namespace Gateway.Configuration.Json;

/// <summary>A value of a configuration file with its place, so that an error can name it. Immutable.</summary>
/// <param name="Path">E.g. "trunks[1].networks[0]"; empty for the root.</param>
/// <param name="Text">The string, or a number as it is written.</param>
internal sealed record JsonValue(JsonShape Shape, string File, int Line, string Path, string Text = "")
{
    public IReadOnlyList<KeyValuePair<string, JsonValue>> Members { get; init; } = [];

    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    /// <summary>Text with which to quote the value in an error.</summary>
    public string Quoted => Shape switch
    {
        JsonShape.Text => $"\"{Text}\"",
        JsonShape.Number => Text,
        JsonShape.True => "true",
        JsonShape.False => "false",
        JsonShape.Null => "null",
        JsonShape.List => "a list",
        _ => "an object",
    };

    public ConfigurationError Error(string wrong, string right) => new(File, Line, Path, wrong, right);
}

internal enum JsonShape
{
    Null,
    True,
    False,
    Number,
    Text,
    List,
    Object,
}
