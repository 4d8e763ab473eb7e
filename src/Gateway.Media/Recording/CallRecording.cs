using System.Collections.Concurrent;
using Gateway.Media.Engine;

namespace Gateway.Media.Recording;

/// <summary>
/// A call's recording as its media loop sees it: packets go in, never blocking. The writer does the rest. One producer, one consumer.
/// </summary>
internal sealed class CallRecording(MediaCallId call, RecordingSpec spec, long startedAt, RecordingChunks chunks)
{
    private const long StillOpen = long.MaxValue;

    private readonly RecordingRing _ring = new(chunks);
    private readonly ConcurrentDictionary<byte, LegId>? _legs = spec.PerLeg ? new() : null;
    private long _closedAt = StillOpen;

    public MediaCallId Call => call;

    public RecordingSpec Spec => spec;

    /// <summary>Monotonic microseconds of the recording's first sample.</summary>
    public long StartedAt => startedAt;

    public RecordingRing Ring => _ring;

    /// <summary>Whose voice a stream is, told before its first packet. Producer only.</summary>
    public void Name(byte stream, LegId leg) => _legs?.TryAdd(stream, leg);

    /// <summary>Null: not told, or not asked for.</summary>
    public LegId? LegOf(byte stream) => _legs is not null && _legs.TryGetValue(stream, out var leg) ? leg : null;

    public bool IsClosed => Volatile.Read(ref _closedAt) != StillOpen;

    /// <summary>Monotonic microseconds of the recording's end; only when <see cref="IsClosed"/>.</summary>
    public long ClosedAt => Volatile.Read(ref _closedAt);

    /// <summary>Nothing more comes. Producer only.</summary>
    public void Close(long now) => Volatile.Write(ref _closedAt, now);
}
