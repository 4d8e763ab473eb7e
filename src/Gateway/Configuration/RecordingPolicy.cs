using Gateway.Media.Recording.Sealing;

namespace Gateway.Configuration;

/// <summary>What becomes of recordings.</summary>
public sealed record RecordingPolicy
{
    public static readonly RecordingPolicy Standard = new();

    /// <summary>Seal recordings at rest; none: they are written in the clear.</summary>
    public RecordingKeys Keys { get; init; } = RecordingKeys.None;

    /// <summary>Beside the stereo file one for each leg's voice alone.</summary>
    public bool PerLeg { get; init; }

    /// <summary>
    /// While the recordings' disk has less room than <see cref="StorageOptions.AlarmBelowFree"/>, the oldest recordings that are older than this
    /// are erased, unless under a legal hold; null: a full disk erases nothing.
    /// </summary>
    public TimeSpan? DeleteOldestAfter { get; init; }
}
