using System.Text.Json.Serialization;

namespace Gateway.Calls.Journal;

/// <summary>
/// The one way payloads become bytes: UTF-8 JSON, camelCase, declared order, no nulls, no indentation, enumerations by wire name.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(OfferFailureConverter), typeof(AgentStatusConverter), typeof(AgentStateConverter), typeof(UtcConverter)])]
[JsonSerializable(typeof(CallReceived))]
[JsonSerializable(typeof(CallerEstablished))]
[JsonSerializable(typeof(LegConfirmed))]
[JsonSerializable(typeof(LocationFound))]
[JsonSerializable(typeof(CallRouted))]
[JsonSerializable(typeof(Held))]
[JsonSerializable(typeof(Resumed))]
[JsonSerializable(typeof(Abandon))]
[JsonSerializable(typeof(CompleteCaller))]
[JsonSerializable(typeof(CompleteAgent))]
[JsonSerializable(typeof(CallerLegLost))]
[JsonSerializable(typeof(CallRefused))]
[JsonSerializable(typeof(Withdraw))]
[JsonSerializable(typeof(RecordingCommitted))]
[JsonSerializable(typeof(RecordingFailed))]
[JsonSerializable(typeof(SignalsReceived))]
[JsonSerializable(typeof(ReasonReceived))]
[JsonSerializable(typeof(Transferred))]
[JsonSerializable(typeof(TransferRefused))]
[JsonSerializable(typeof(ConsultBegan))]
[JsonSerializable(typeof(ConsultEnded))]
[JsonSerializable(typeof(TestCall))]
[JsonSerializable(typeof(CallEnded))]
[JsonSerializable(typeof(EnterQueue))]
[JsonSerializable(typeof(Overflow))]
[JsonSerializable(typeof(OfferMade))]
[JsonSerializable(typeof(AgentRinging))]
[JsonSerializable(typeof(AgentAnswered))]
[JsonSerializable(typeof(Connect))]
[JsonSerializable(typeof(RingNoAnswer))]
[JsonSerializable(typeof(OfferFailed))]
[JsonSerializable(typeof(RingCanceled))]
[JsonSerializable(typeof(AgentLost))]
[JsonSerializable(typeof(AgentStatusChanged))]
[JsonSerializable(typeof(AgentStateChanged))]
[JsonSerializable(typeof(NodeStarted))]
[JsonSerializable(typeof(NodeStopped))]
[JsonSerializable(typeof(ConfigurationLoaded))]
[JsonSerializable(typeof(JournalGap))]
[JsonSerializable(typeof(SourceRefused))]
[JsonSerializable(typeof(CallAdopted))]
[JsonSerializable(typeof(CallbackAttempted))]
[JsonSerializable(typeof(Audited))]
[JsonSerializable(typeof(CallLabelled))]
[JsonSerializable(typeof(LabelReversed))]
internal sealed partial class JournalJson : JsonSerializerContext;
