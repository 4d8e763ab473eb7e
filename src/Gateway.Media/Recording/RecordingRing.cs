using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Gateway.Media.Engine;

namespace Gateway.Media.Recording;

/// <summary>Head of one recorded packet in the ring.</summary>
/// <param name="ArrivedAt">Monotonic microseconds.</param>
/// <param name="Stream">Which leg's stream, unique inside the call.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordedPacket(
    long ArrivedAt,
    uint Timestamp,
    uint Ssrc,
    ushort Sequence,
    ushort Length,
    byte Stream,
    LegRole Channel,
    AudioCodec Codec);

/// <summary>Blocks of memory shared by all rings; bounded. Thread-safe.</summary>
internal sealed class RecordingChunks
{
    public const int ChunkLength = 4096;

    private readonly ConcurrentQueue<byte[]> _free = new();
    private readonly int _limit;
    private int _made;

    /// <param name="prepared">Made at once, so that the first calls allocate nothing.</param>
    /// <param name="limit">Never more than this many in all.</param>
    public RecordingChunks(int prepared, int limit)
    {
        _limit = limit;
        for (_made = 0; _made < prepared; _made++)
        {
            _free.Enqueue(new byte[ChunkLength]);
        }
    }

    public bool TryRent(out byte[] chunk)
    {
        if (_free.TryDequeue(out chunk!))
        {
            return true;
        }

        if (Interlocked.Increment(ref _made) <= _limit)
        {
            chunk = new byte[ChunkLength];
            return true;
        }

        Interlocked.Decrement(ref _made);
        return false;
    }

    public void Return(byte[] chunk) => _free.Enqueue(chunk);
}

/// <summary>
/// Packets of one call on their way from its media loop (the only producer) to the recording writer (the only consumer). Grows by chunks
/// up to its limit, so that a disk may stall for some ten seconds; beyond that packets are counted as lost.
/// </summary>
internal sealed class RecordingRing(RecordingChunks chunks)
{
    /// <summary>256 kB: 13 s of two legs.</summary>
    public const int MostChunks = 64;

    private static readonly int HeadLength = Marshal.SizeOf<Head>();

    private readonly byte[]?[] _chunks = new byte[MostChunks][];
    private readonly int[] _ends = new int[MostChunks];

    // Producer's.
    private int _writeChunk = -1;
    private int _writeOffset = RecordingChunks.ChunkLength;

    // Shared: chunk number and offset behind the last whole entry, and chunks that the consumer is done with.
    private long _published = -1L << 32;
    private int _consumedChunks;
    private long _lost;

    // Consumer's.
    private int _readChunk;
    private int _readOffset;

    /// <summary>Packets that found no room, since start.</summary>
    public long Lost => Volatile.Read(ref _lost);

    /// <summary>Chunks that hold something; approximate.</summary>
    public int Depth => (int)(Volatile.Read(ref _published) >> 32) + 1 - Volatile.Read(ref _consumedChunks);

    /// <summary>Copies a packet in. Producer only; allocates nothing once the pool is warm.</summary>
    public bool TryWrite(in RecordedPacket packet, ReadOnlySpan<byte> payload)
    {
        var needed = HeadLength + payload.Length;
        if (_writeOffset + needed > RecordingChunks.ChunkLength && !TryBeginChunk(needed))
        {
            Volatile.Write(ref _lost, _lost + 1);
            return false;
        }

        var target = _chunks[_writeChunk % MostChunks].AsSpan(_writeOffset, needed);
        MemoryMarshal.Write(target, new Head(packet));
        payload.CopyTo(target[HeadLength..]);
        _writeOffset += needed;
        Volatile.Write(ref _published, ((long)_writeChunk << 32) | (uint)_writeOffset);
        return true;
    }

    /// <summary>The next packet. Consumer only; the payload is valid until the next call.</summary>
    public bool TryRead(out RecordedPacket packet, out ReadOnlySpan<byte> payload)
    {
        var published = Volatile.Read(ref _published);
        var (lastChunk, lastOffset) = ((int)(published >> 32), (int)published);
        if (_readChunk < lastChunk && _readOffset == _ends[_readChunk % MostChunks])
        {
            ReturnChunk();
        }

        if (_readChunk > lastChunk || (_readChunk == lastChunk && _readOffset == lastOffset))
        {
            packet = default;
            payload = default;
            return false;
        }

        var source = _chunks[_readChunk % MostChunks].AsSpan(_readOffset);
        packet = MemoryMarshal.Read<Head>(source).Packet;
        payload = source.Slice(HeadLength, packet.Length);
        _readOffset += HeadLength + packet.Length;
        return true;
    }

    /// <summary>Gives all memory back. Consumer only, when the producer has stopped.</summary>
    public void Release()
    {
        for (var i = 0; i < MostChunks; i++)
        {
            if (Interlocked.Exchange(ref _chunks[i], null) is { } chunk)
            {
                chunks.Return(chunk);
            }
        }
    }

    private bool TryBeginChunk(int needed)
    {
        if (needed > RecordingChunks.ChunkLength
            || _writeChunk + 1 - Volatile.Read(ref _consumedChunks) >= MostChunks
            || !chunks.TryRent(out var chunk))
        {
            return false;
        }

        if (_writeChunk >= 0)
        {
            _ends[_writeChunk % MostChunks] = _writeOffset;
        }

        _writeChunk++;
        _writeOffset = 0;
        _chunks[_writeChunk % MostChunks] = chunk;
        return true;
    }

    private void ReturnChunk()
    {
        chunks.Return(_chunks[_readChunk % MostChunks]!);
        _chunks[_readChunk % MostChunks] = null;
        _readChunk++;
        _readOffset = 0;
        Volatile.Write(ref _consumedChunks, _readChunk);
    }

    /// <summary>The head as it lies in the chunk; blittable.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly struct Head(RecordedPacket packet)
    {
        private readonly long _arrivedAt = packet.ArrivedAt;
        private readonly uint _timestamp = packet.Timestamp;
        private readonly uint _ssrc = packet.Ssrc;
        private readonly ushort _sequence = packet.Sequence;
        private readonly ushort _length = packet.Length;
        private readonly byte _stream = packet.Stream;
        private readonly byte _channel = (byte)packet.Channel;
        private readonly byte _codec = (byte)packet.Codec;

        public RecordedPacket Packet =>
            new(_arrivedAt, _timestamp, _ssrc, _sequence, _length, _stream, (LegRole)_channel, (AudioCodec)_codec);
    }
}
