namespace Gateway.Media.Recording;

/// <summary>How recordings are written.</summary>
public sealed record RecordingOptions
{
    /// <summary>How often what has come is written to the file: 50 ms to 1 s; what a killed process loses.</summary>
    public TimeSpan WriteInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often the header is brought up to date: up to 1 s, so that a file that is looked at meanwhile plays.</summary>
    public TimeSpan HeaderInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How often each file is forced to the disk: what a power cut loses. Every file is forced once more before it is renamed.
    /// </summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After a failure, how long until the disk is tried again.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Memory of all rings together, in blocks of 4 kB: 16 to 262,144.</summary>
    public int MostChunks { get; init; } = 16_384;
}
