using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gateway.Acd;

namespace Gateway.Calls.Journal;

/// <summary>An enumeration of another project by explicit wire names, so that renaming it there cannot change the journal.</summary>
internal abstract class WireNameConverter<T>(params (T Value, string Name)[] names) : JsonConverter<T>
    where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.GetString();
        foreach (var (value, name) in names)
        {
            if (name == text)
            {
                return value;
            }
        }

        throw new JsonException($"\"{text}\" is no {typeof(T).Name} of the journal");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        foreach (var (known, name) in names)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                writer.WriteStringValue(name);
                return;
            }
        }

        throw new JsonException($"{typeof(T).Name}.{value} has no wire name");
    }
}

internal sealed class OfferFailureConverter() : WireNameConverter<OfferFailure>(
    (OfferFailure.Busy, "busy"),
    (OfferFailure.Declined, "declined"),
    (OfferFailure.NoAnswer, "no_answer"),
    (OfferFailure.Unregistered, "unregistered"),
    (OfferFailure.Failed, "failed"),
    (OfferFailure.Lost, "lost"));

internal sealed class AgentStatusConverter() : WireNameConverter<AgentStatus>(
    (AgentStatus.LoggedOut, "logged_out"),
    (AgentStatus.Available, "available"),
    (AgentStatus.AvailableOnDemand, "available_on_demand"),
    (AgentStatus.OnBreak, "on_break"));

internal sealed class AgentStateConverter() : WireNameConverter<AgentState>(
    (AgentState.Idle, "idle"),
    (AgentState.Waiting, "waiting"),
    (AgentState.Reserved, "reserved"),
    (AgentState.Receiving, "receiving"),
    (AgentState.InCall, "in_call"),
    (AgentState.WrapUp, "wrap_up"));

/// <summary>An instant as UTC with exactly six decimals: <c>2026-11-24T03:04:05.678901Z</c>.</summary>
internal sealed class UtcConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        DateTimeOffset.ParseExact(
            reader.GetString() ?? "",
            Format,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));
}
