using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Acd;

namespace Gateway.Web.Api;

/// <summary>How the API writes its values: ids as strings, enums in snake_case, durations as seconds, times as RFC 3339 in UTC.</summary>
internal static class ApiJson
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new IdConverter<CallId>(s => new CallId(s), id => id.Value));
        options.Converters.Add(new IdConverter<QueueId>(s => new QueueId(s), id => id.Value));
        options.Converters.Add(new IdConverter<AgentId>(s => new AgentId(s), id => id.Value));
        options.Converters.Add(new SecondsConverter());
    }

    private sealed class IdConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            read(reader.GetString() ?? throw new JsonException("An id is a string."));

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
    }

    private sealed class SecondsConverter : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeSpan.FromSeconds(reader.GetDouble());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(Math.Round(value.TotalSeconds, 3));
    }
}
