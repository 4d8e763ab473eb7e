namespace Gateway.Media.Recording;

/// <summary>
/// Samples inside a file: <see cref="PlainRecording"/> or <see cref="Sealing.SealedRecording"/>. Offsets and lengths are octets of samples.
/// Same errors as <see cref="IRecordingFiles"/>; a failed member may be called again. One owner.
/// </summary>
internal interface IRecordingContainer : IDisposable
{
    /// <summary>The file below.</summary>
    IRecordingFile File { get; }

    /// <summary>Writes at an offset; what was left out before reads as silence.</summary>
    void Write(long offset, ReadOnlySpan<byte> samples);

    /// <returns>Octets read; fewer than asked only at the end.</returns>
    int Read(long offset, Span<byte> target);

    /// <summary>Makes the file one that can be read or salvaged as it is.</summary>
    void KeepValid(long dataLength);

    /// <summary>Nothing more comes: cuts, or fills with silence, to this length.</summary>
    void Complete(long dataLength);
}
