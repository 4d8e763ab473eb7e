using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Gateway.Calls.Journal;

/// <summary>Wire names and versions: the journal's schema. Entries are added, never changed and never removed.</summary>
public static class JournalVocabulary
{
    // The generated defaults with readable non-ASCII text: names are people's.
    private static readonly JournalJson Json = new(new JsonSerializerOptions(JournalJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private static readonly Word[] Words =
    [
        Of("CallReceived", 1, Json.CallReceived),
        Of("CallerEstablished", 1, Json.CallerEstablished),
        Of("LegConfirmed", 1, Json.LegConfirmed),
        Of("LocationFound", 1, Json.LocationFound),
        Of("CallRouted", 1, Json.CallRouted),
        Of("Held", 1, Json.Held),
        Of("Resumed", 1, Json.Resumed),
        Of("Abandon", 1, Json.Abandon),
        Of("CompleteCaller", 1, Json.CompleteCaller),
        Of("CompleteAgent", 1, Json.CompleteAgent),
        Of("CallerLegLost", 1, Json.CallerLegLost),
        Of("CallRefused", 1, Json.CallRefused),
        Of("Withdraw", 1, Json.Withdraw),
        Of("RecordingCommitted", 1, Json.RecordingCommitted),
        Of("RecordingFailed", 1, Json.RecordingFailed),
        Of("SignalsReceived", 1, Json.SignalsReceived),
        Of("ReasonReceived", 1, Json.ReasonReceived),
        Of("Transferred", 1, Json.Transferred),
        Of("TransferRefused", 1, Json.TransferRefused),
        Of("ConsultBegan", 1, Json.ConsultBegan),
        Of("ConsultEnded", 1, Json.ConsultEnded),
        Of("TestCall", 1, Json.TestCall),
        Of("CallEnded", 1, Json.CallEnded),
        Of("EnterQueue", 1, Json.EnterQueue),
        Of("Overflow", 1, Json.Overflow),
        Of("OfferMade", 1, Json.OfferMade),
        Of("AgentRinging", 1, Json.AgentRinging),
        Of("AgentAnswered", 1, Json.AgentAnswered),
        Of("Connect", 1, Json.Connect),
        Of("RingNoAnswer", 1, Json.RingNoAnswer),
        Of("OfferFailed", 1, Json.OfferFailed),
        Of("RingCanceled", 1, Json.RingCanceled),
        Of("AgentLost", 1, Json.AgentLost),
        Of("AgentLegEnded", 1, Json.AgentLegEnded),
        Of("AgentStatusChanged", 1, Json.AgentStatusChanged),
        Of("AgentStateChanged", 1, Json.AgentStateChanged),
        Of("CallerAnswering", 1, Json.CallerAnswering),
        Of("CallInterrupted", 1, Json.CallInterrupted),
        Of("CallResumed", 1, Json.CallResumed),
        Of("CallMended", 1, Json.CallMended),
        Of("MediaMeasured", 1, Json.MediaMeasured),
        Of("NodeStarted", 1, Json.NodeStarted),
        Of("NodeStopped", 1, Json.NodeStopped),
        Of("ConfigurationLoaded", 1, Json.ConfigurationLoaded),
        Of("JournalGap", 1, Json.JournalGap),
        Of("SourceRefused", 1, Json.SourceRefused),
        Of("ServiceStateDeclared", 1, Json.ServiceStateDeclared),
        Of("CallAdopted", 1, Json.CallAdopted),
        Of("CallbackAttempted", 1, Json.CallbackAttempted),
        Of("Audited", 1, Json.Audited),
        Of("CallLabelled", 1, Json.CallLabelled),
        Of("LabelReversed", 1, Json.LabelReversed),
        Of("VoiceDetected", 1, Json.VoiceDetected),
        Of("KeyPressed", 1, Json.KeyPressed),
        Of("CallScored", 1, Json.CallScored),
        Of("CallGrouped", 1, Json.CallGrouped),
        Of("Announced", 1, Json.Announced),
        Of("CallbackClaimed", 1, Json.CallbackClaimed),
        Of("CallbackReleased", 1, Json.CallbackReleased),
        Of("CallbackExpired", 1, Json.CallbackExpired),
        Of("BlockProposed", 1, Json.BlockProposed),
        Of("BlockApproved", 1, Json.BlockApproved),
        Of("BlockLifted", 1, Json.BlockLifted),
        Of("RecordingPaused", 1, Json.RecordingPaused),
        Of("RecordingContinued", 1, Json.RecordingContinued),
        Of("RecordingErased", 1, Json.RecordingErased),
        Of("LegalHoldSet", 1, Json.LegalHoldSet),
        Of("LegalHoldLifted", 1, Json.LegalHoldLifted),
    ];

    private static readonly Dictionary<Type, Word> ByType = Words.ToDictionary(w => w.Json.Type);
    private static readonly Dictionary<(string, int), Word> ByName = Words.ToDictionary(w => (w.Name, w.Version));

    /// <summary>Every wire name and version, with the CLR type that carries it here.</summary>
    public static IReadOnlyList<(string Name, int Version, Type Type)> All { get; } =
        [.. Words.Select(w => (w.Name, w.Version, w.Json.Type))];

    /// <summary>Wire name, version and bytes of a payload. Thread-safe.</summary>
    public static (string Name, int Version, byte[] Bytes) Write(JournalPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        var word = ByType[payload.GetType()];
        return (word.Name, word.Version, JsonSerializer.SerializeToUtf8Bytes(payload, word.Json));
    }

    /// <summary>
    /// It may be appended to a call that has ended: what a slow disk tells of its recording, a phone of its leg, and what people do with it
    /// afterwards. It opens no call.
    /// </summary>
    public static bool MayFollowTheEnd(JournalPayload payload) =>
        payload is RecordingCommitted or RecordingFailed or RecordingErased or LegalHoldSet or LegalHoldLifted or AgentLegEnded or CallLabelled
            or LabelReversed or BlockProposed or BlockApproved or BlockLifted or ICallbackPayload;

    /// <summary>The payload, or null when a newer release wrote this name and version.</summary>
    /// <exception cref="JsonException">The bytes are not what this name and version promise.</exception>
    public static JournalPayload? Read(string name, int version, ReadOnlySpan<byte> bytes) =>
        ByName.TryGetValue((name, version), out var word)
            ? (JournalPayload?)JsonSerializer.Deserialize(bytes, word.Json)
            : null;

    private static Word Of<T>(string name, int version, JsonTypeInfo<T> json)
        where T : JournalPayload => new(name, version, json);

    private sealed record Word(string Name, int Version, JsonTypeInfo Json);
}
