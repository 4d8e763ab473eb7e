namespace Gateway.Media.Recording.Sealing;

/// <summary>
/// A sealed recording as the WAV file that it holds. Seekable; every frame is checked when it is read, and at the opening that nothing is cut off
/// at the end. One owner.
/// </summary>
public sealed class SealedRecordingStream : Stream
{
    private readonly Stream _file;
    private readonly SealedFrames _frames;
    private readonly byte[] _wav = new byte[WavHeader.Length];
    private readonly byte[] _source;
    private readonly byte[] _samples;
    private readonly long _count;
    private readonly long _data;
    private long _held = -1;
    private long _position;

    private SealedRecordingStream(Stream file, SealedFrames frames)
    {
        _file = file;
        _frames = frames;
        _source = new byte[frames.Header.Stride];
        _samples = new byte[frames.Header.Frame];
        _count = ((file.Length - SealedHeader.Length) / frames.Header.Stride) + 1;
        _data = frames.Header.DataIn(file.Length);
        WavHeader.Write(_wav, _data, frames.Header.Channels);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => WavHeader.Length + _data;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <param name="file">Readable and seekable; belongs to the result, and is disposed when it cannot be opened.</param>
    /// <exception cref="SealedRecordingException">No such key, cut off, or changed.</exception>
    public static SealedRecordingStream Open(Stream file, RecordingKeys keys)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(keys);
        SealedRecordingStream? opened = null;
        try
        {
            var bytes = new byte[SealedHeader.Length];
            file.Position = 0;
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            var header = SealedHeader.Parse(bytes.AsSpan(0, read));
            opened = new SealedRecordingStream(file, new SealedFrames(header, header.KeyAmong(keys)));
            opened.Hold(opened._count - 1);
            return opened;
        }
        catch
        {
            opened?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, Length - _position));
        if (count == 0)
        {
            return 0;
        }

        if (_position < WavHeader.Length)
        {
            count = Math.Min(count, WavHeader.Length - (int)_position);
            _wav.AsSpan((int)_position, count).CopyTo(buffer);
        }
        else
        {
            var (number, at) = Math.DivRem(_position - WavHeader.Length, _frames.Header.Frame);
            Hold(number);
            count = (int)Math.Min(count, _frames.Header.Frame - at);
            _samples.AsSpan((int)at, count).CopyTo(buffer);
        }

        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => _position,
            _ => Length,
        };
        return _position = position >= 0 ? position : throw new IOException("A place before the beginning.");
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Dispose();
            _file.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Hold(long number)
    {
        if (_held == number)
        {
            return;
        }

        _held = -1;
        _file.Position = _frames.OffsetOf(number);
        var length = _file.ReadAtLeast(_source, _source.Length, throwOnEndOfStream: false);
        var last = number == _count - 1;
        var samples = _samples.AsSpan(0, Math.Max(0, length - SealedHeader.Overhead));
        if (!_frames.TryOpen(number, last, _source.AsSpan(0, length), samples))
        {
            throw new SealedRecordingException(last
                ? "The recording is cut off at its end, or its end was changed: its last frame is not the one that was sealed as the last."
                : $"Frame {number} of the recording was changed or is damaged.");
        }

        _held = number;
    }
}
