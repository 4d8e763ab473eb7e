namespace Gateway.Media.Recording.Sealing;

/// <summary>
/// Samples in a sealed file (<see cref="SealedHeader"/> has the format). A frame is written once it is full; what a disk refused is tried again
/// with the next write, so that the file has no hole. One owner.
/// </summary>
internal sealed class SealedRecording : IRecordingContainer
{
    private readonly IRecordingFile _file;
    private readonly SealedFrames _frames;
    private readonly byte[] _open = new byte[SealedHeader.FrameLength];
    private readonly byte[] _cipher = new byte[SealedHeader.FrameLength + SealedHeader.Overhead];
    private bool _hasHeader;
    private long _sealed;

    /// <summary>A new file.</summary>
    public SealedRecording(IRecordingFile file, RecordingKey key, int channels)
    {
        _file = file;
        _frames = new SealedFrames(SealedHeader.New(key, channels), key);
    }

    private SealedRecording(IRecordingFile file, SealedFrames frames, long framesOnDisk)
    {
        _file = file;
        _frames = frames;
        _hasHeader = true;
        _sealed = framesOnDisk;
    }

    public IRecordingFile File => _file;

    public void Write(long offset, ReadOnlySpan<byte> samples)
    {
        while (!samples.IsEmpty)
        {
            var (number, at) = Math.DivRem(offset, SealedHeader.FrameLength);
            var count = (int)Math.Min(samples.Length, SealedHeader.FrameLength - at);
            if (number < _sealed)
            {
                Amend(number, (int)at, samples[..count]);
            }
            else
            {
                SealUpTo(number);
                samples[..count].CopyTo(_open.AsSpan((int)at));
                if (at + count == SealedHeader.FrameLength)
                {
                    SealUpTo(number + 1);
                }
            }

            offset += count;
            samples = samples[count..];
        }
    }

    public int Read(long offset, Span<byte> target)
    {
        var total = 0;
        while (total < target.Length)
        {
            var (number, at) = Math.DivRem(offset + total, SealedHeader.FrameLength);
            var count = (int)Math.Min(target.Length - total, SealedHeader.FrameLength - at);
            if (number > _sealed)
            {
                break;
            }

            var frame = number == _sealed ? _open : Opened(number);
            frame.AsSpan((int)at, count).CopyTo(target[total..]);
            total += count;
        }

        return total;
    }

    public void KeepValid(long dataLength)
    {
        if (!_hasHeader)
        {
            _file.Write(0, _frames.Header.Bytes);
            _hasHeader = true;
        }
    }

    public void Complete(long dataLength)
    {
        KeepValid(dataLength);
        var (full, rest) = Math.DivRem(dataLength, SealedHeader.FrameLength);
        SealUpTo(full);
        var last = _cipher.AsSpan(0, (int)rest + SealedHeader.Overhead);
        _frames.Seal(full, last: true, _open.AsSpan(0, (int)rest), last);
        _file.Write(_frames.OffsetOf(full), last);
        _file.Truncate(_frames.OffsetOf(full) + last.Length);
    }

    public void Dispose()
    {
        _frames.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// Takes up what a crash left: up to the last frame that is whole. A damaged frame before it, as a power cut may leave, becomes silence.
    /// </summary>
    /// <param name="channels">For a file that ended before its header.</param>
    /// <returns>The recording, what it holds, and how many frames became silence.</returns>
    /// <exception cref="SealedRecordingException">The header is damaged or its key is not configured.</exception>
    public static (SealedRecording Recording, long DataLength, int Damaged) Salvage(IRecordingFile file, RecordingKeys keys, int channels)
    {
        if (file.Length < SealedHeader.Length)
        {
            var fresh = keys.Newest ?? throw new SealedRecordingException("The recording ended before its header, and no key is configured.");
            file.Truncate(0);
            return (new SealedRecording(file, fresh, channels), 0, 0);
        }

        var bytes = new byte[SealedHeader.Length];
        file.Read(0, bytes);
        var header = SealedHeader.Parse(bytes);
        if (header.Frame != SealedHeader.FrameLength)
        {
            throw new SealedRecordingException("The recording's frames have the length of another release.");
        }

        var frames = new SealedFrames(header, header.KeyAmong(keys));
        var whole = Whole(file, frames, out var damaged, out var rest);
        var recording = new SealedRecording(file, frames, whole);
        rest.CopyTo(recording._open, 0);
        foreach (var number in damaged)
        {
            recording.Put(number, new byte[SealedHeader.FrameLength]);
        }

        return (recording, (whole * SealedHeader.FrameLength) + rest.Length, damaged.Count);
    }

    /// <summary>Frames up to the last good one; the damaged ones among them; the samples of a last frame, when the file was complete already.</summary>
    private static long Whole(IRecordingFile file, SealedFrames frames, out List<long> damaged, out byte[] rest)
    {
        var (count, left) = Math.DivRem(file.Length - SealedHeader.Length, frames.Header.Stride);
        var source = new byte[frames.Header.Stride];
        var samples = new byte[frames.Header.Frame];
        damaged = [];
        long whole = 0;
        for (long number = 0; number < count; number++)
        {
            file.Read(frames.OffsetOf(number), source);
            if (frames.TryOpen(number, last: false, source, samples))
            {
                whole = number + 1;
            }
            else
            {
                damaged.Add(number);
            }
        }

        var tail = source.AsSpan(0, (int)left);
        file.Read(frames.OffsetOf(count), tail);
        rest = new byte[Math.Max(0, tail.Length - SealedHeader.Overhead)];
        if (frames.TryOpen(count, last: true, tail, rest))
        {
            return count;
        }

        rest = [];
        damaged.RemoveAll(n => n >= whole);
        return whole;
    }

    /// <summary>Seals the open frame, and silence after it, until this many are on the disk.</summary>
    private void SealUpTo(long count)
    {
        while (_sealed < count)
        {
            KeepValid(0);
            Put(_sealed, _open);
            _sealed++;
            _open.AsSpan().Clear();
        }
    }

    private void Put(long number, ReadOnlySpan<byte> samples)
    {
        _frames.Seal(number, last: false, samples, _cipher);
        _file.Write(_frames.OffsetOf(number), _cipher);
    }

    private void Amend(long number, int at, ReadOnlySpan<byte> samples)
    {
        var frame = Opened(number);
        samples.CopyTo(frame.AsSpan(at));
        Put(number, frame);
    }

    private byte[] Opened(long number)
    {
        var samples = new byte[SealedHeader.FrameLength];
        _file.Read(_frames.OffsetOf(number), _cipher);
        return _frames.TryOpen(number, last: false, _cipher, samples)
            ? samples : throw new SealedRecordingException($"Frame {number} of the recording is damaged.");
    }
}
