using System.Text.Json.Serialization;
using Gateway.Calls.Records;

namespace Gateway.Storage.Records;

/// <summary>
/// Documents of records.db; made from the journal, so their form may change with a release (see <see cref="SqliteRecords"/>).
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CallRecord))]
[JsonSerializable(typeof(CallbackEntry))]
internal sealed partial class RecordJson : JsonSerializerContext;
