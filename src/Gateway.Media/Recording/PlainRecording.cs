namespace Gateway.Media.Recording;

/// <summary>Samples in a WAV file.</summary>
internal sealed class PlainRecording(IRecordingFile file, int channels) : IRecordingContainer
{
    public IRecordingFile File => file;

    public void Write(long offset, ReadOnlySpan<byte> samples) => file.Write(WavHeader.Length + offset, samples);

    public int Read(long offset, Span<byte> target) => file.Read(WavHeader.Length + offset, target);

    public void KeepValid(long dataLength)
    {
        Span<byte> header = stackalloc byte[WavHeader.Length];
        WavHeader.Write(header, dataLength, channels);
        file.Write(0, header);
    }

    public void Complete(long dataLength)
    {
        KeepValid(dataLength);
        file.Truncate(WavHeader.Length + dataLength);
    }

    public void Dispose() => file.Dispose();
}
