using Gateway.Media.Audio;
using Gateway.Media.Engine;

namespace Gateway.Media.Recording;

/// <summary>Takes finished stretches of a recording: interleaved samples, left first.</summary>
internal interface IStereoTarget
{
    /// <summary>Appends frames; a frame is one sample of each channel.</summary>
    void Append(ReadOnlySpan<short> frames);

    /// <summary>Mixes samples into frames appended before; seldom, for packets that come very late.</summary>
    void Mix(long position, LegRole channel, ReadOnlySpan<short> samples);
}

/// <summary>
/// A sliding half second of both channels. Packets are mixed in where they belong; what is old enough leaves as a finished stretch, silence
/// where nothing came. Positions are samples of 8000 Hz since the start. Mutable; one owner.
/// </summary>
internal sealed class StereoTimeline
{
    /// <summary>Frames held: 512 ms, 16 kB.</summary>
    public const int Window = 4096;

    /// <summary>How long a place is kept open for late packets: 200 ms.</summary>
    public const int HoldBack = 1600;

    private readonly short[] _frames = new short[2 * Window];

    /// <summary>Position of the oldest frame that is still open: frames appended so far.</summary>
    public long Start { get; private set; }

    public void Add(LegRole channel, long position, AudioCodec codec, ReadOnlySpan<byte> octets, IStereoTarget target)
    {
        if (position < 0)
        {
            octets = octets[(int)Math.Min(-position, octets.Length)..];
            position = 0;
        }

        AdvanceTo(position + octets.Length - Window, target);
        if (position < Start)
        {
            var late = octets[..(int)Math.Min(Start - position, octets.Length)];
            var samples = new short[late.Length];
            G711.Decode(codec, late, samples);
            target.Mix(position, channel, samples);
            octets = octets[late.Length..];
            position += late.Length;
        }

        var side = channel == LegRole.Caller ? 0 : 1;
        for (var i = 0; i < octets.Length; i++)
        {
            ref var frame = ref _frames[(int)((position + i) % Window * 2) + side];
            frame = (short)Math.Clamp(frame + G711.Decode(codec, octets[i]), short.MinValue, short.MaxValue);
        }
    }

    /// <summary>Finishes everything before a position.</summary>
    public void AdvanceTo(long position, IStereoTarget target)
    {
        while (Start < position)
        {
            var at = (int)(Start % Window);
            var count = (int)Math.Min(position - Start, Window - at);
            var stretch = _frames.AsSpan(2 * at, 2 * count);
            target.Append(stretch);
            stretch.Clear();
            Start += count;
        }
    }
}
