using Gateway.Media.Recording.Sealing;

namespace Gateway.Configuration;

/// <summary>What becomes of recordings.</summary>
public sealed record RecordingPolicy
{
    public static readonly RecordingPolicy Standard = new();

    /// <summary>Seal recordings at rest; none: they are written in the clear.</summary>
    public RecordingKeys Keys { get; init; } = RecordingKeys.None;
}
