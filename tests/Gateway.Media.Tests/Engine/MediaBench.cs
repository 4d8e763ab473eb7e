using System.Net;
using Gateway.Media.Audio;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Media.Tests.Engine;

public enum Way
{
    InMemory,
    Sockets,
    Blocking,
}

/// <summary>An engine with phones around it, in memory or on loopback, driven by one test thread.</summary>
internal abstract class MediaBench : IMediaSink, IDisposable
{
    public static readonly PromptId Greeting = new("id/greeting");
    public static readonly PromptId QueueAudio = new("id/queue");

    private readonly List<MediaEvent> _events = [];
    private long _lastId;

    public static PromptLibrary Prompts { get; } = PromptLibrary.Of(
        PromptLibrary.Tone(Greeting, 500, TimeSpan.FromMilliseconds(210), TimeSpan.Zero),
        PromptLibrary.Tone(QueueAudio, 600, TimeSpan.FromMilliseconds(330), TimeSpan.Zero));

    public abstract MediaEngine Engine { get; }

    public abstract RtpPortPool Ports { get; }

    public abstract RecordingWriter Recorder { get; }

    public MemoryRecordingFiles Files { get; } = new();

    public List<MediaEvent> Events
    {
        get
        {
            lock (_events)
            {
                return [.. _events];
            }
        }
    }

    public static MediaBench Create(Way way, bool recorder = true) =>
        way == Way.InMemory ? new VirtualBench(recorder) : new SocketBench(recorder, way: way == Way.Sockets ? MediaWay.Epoll : MediaWay.Blocking);

    public abstract TestPhone Phone(AudioCodec codec = AudioCodec.Pcma);

    /// <summary>Lets time pass until the condition holds.</summary>
    public abstract bool Until(Func<bool> condition, double seconds = 5);

    /// <summary>Does something at a steady pace.</summary>
    public abstract void Each(double milliseconds, int times, Action<int> action);

    public void Run(double seconds) => Until(() => false, seconds);

    public virtual void OnEvent(MediaEvent mediaEvent)
    {
        lock (_events)
        {
            _events.Add(mediaEvent);
        }
    }

    public void Post(MediaCommand command) => Engine.Post(command);

    public MediaCallId OpenCall(string? recording = null)
    {
        var call = new MediaCallId(++_lastId);
        Post(new MediaCommand.OpenCall(call, recording is null ? null : new RecordingSpec("/recordings", recording)));
        return call;
    }

    /// <summary>A phone's leg, with ports and format.</summary>
    public TestPhone Join(MediaCallId call, LegRole role, AudioCodec codec = AudioCodec.Pcma, byte? events = 101, bool mux = false, SrtpSuite? srtp = null)
    {
        var phone = Phone(codec);
        phone.Secure(srtp);
        Assert.True(Ports.TryRent(out var ports));
        phone.Leg = new LegId(++_lastId);
        phone.Ports = ports;
        phone.Events = events;
        phone.Mux = mux;
        Post(new MediaCommand.OpenLeg(call, phone.Leg, role, ports));
        Post(new MediaCommand.SetFormat(call, phone.Leg, phone.Format()));
        Settle(call, phone);
        return phone;
    }

    public void Expect<T>(Func<T, bool>? which = null, double seconds = 5)
        where T : MediaEvent =>
        Assert.True(
            Until(() => Events.OfType<T>().Any(e => which?.Invoke(e) ?? true), seconds),
            $"No {typeof(T).Name}: {string.Join("; ", Events)}");

    public void Bridge(MediaCallId call, TestPhone first, TestPhone second)
    {
        var before = Events.OfType<MediaEvent.Bridged>().Count();
        Post(new MediaCommand.Bridge(call, first.Leg, second.Leg));
        Assert.True(Until(() => Events.OfType<MediaEvent.Bridged>().Count() > before));
    }

    /// <summary>Returns when what was posted so far is done; ends a play of that leg.</summary>
    public void Settle(MediaCallId call, TestPhone phone)
    {
        var id = 1_000_000 + ++_lastId;
        Post(new MediaCommand.Play(call, phone.Leg, id, [], LoopLast: false));
        Expect<MediaEvent.PlayFinished>(e => e.PlayId == id);
    }

    /// <summary>Both talk for a number of packets of 20 ms.</summary>
    public void Talk(int packets, params TestPhone[] phones) => Each(20, packets, _ =>
    {
        foreach (var phone in phones)
        {
            phone.Speak();
        }
    });

    public virtual void Dispose()
    {
        Engine.Dispose();
        Recorder.Dispose();
    }
}

/// <summary>The far end of a leg.</summary>
internal abstract class TestPhone(AudioCodec codec)
{
    private static int _secrets;
    private int _sample;
    private SrtpKeys? _keys;
    private LegSrtp? _srtp;

    public LegId Leg { get; set; }

    public RtpPorts Ports { get; set; } = null!;

    public byte? Events { get; set; }

    public bool Mux { get; set; }

    public abstract IPEndPoint Rtp { get; }

    public abstract IPEndPoint Rtcp { get; }

    public AudioCodec Codec => codec;

    public byte PayloadType => (byte)(codec == AudioCodec.Pcma ? 8 : 0);

    public uint Ssrc { get; set; } = 0x1234;

    public ushort Sequence { get; set; } = 65_500;

    public uint Timestamp { get; set; } = uint.MaxValue - 500;

    public double Frequency { get; set; } = 1000;

    public List<ReceivedRtp> Received { get; } = [];

    public List<byte[]> Reports { get; } = [];

    /// <summary>What was said so far, in octets of the phone's law.</summary>
    public List<byte> Said { get; } = [];

    public IEnumerable<byte> Heard => Received.SelectMany(r => r.Payload);

    public LegFormat Format(MediaDirection direction = MediaDirection.SendReceive) =>
        new(codec, PayloadType, Events, Rtp, Mux ? null : Rtcp, Mux, direction) { Srtp = _keys };

    /// <summary>From now on SRTP with new keys, or RTP; what the engine must know of it is in <see cref="Format"/>.</summary>
    public void Secure(SrtpSuite? suite)
    {
        var random = new Random(Interlocked.Increment(ref _secrets));
        SrtpKey Key(SrtpSuite of)
        {
            var secret = new byte[32];
            random.NextBytes(secret);
            return SrtpKey.From(secret, of);
        }

        _keys = suite is { } wanted ? new SrtpKeys(Key(wanted), Key(wanted)) : null;
        _srtp = _keys is null ? null : new LegSrtp(new SrtpKeys(_keys.Peer, _keys.Own));
    }

    /// <summary>As it goes over the wire.</summary>
    public byte[] Wire(bool rtcp, ReadOnlySpan<byte> packet)
    {
        var wire = new byte[packet.Length + SrtpSuites.MostOverhead];
        return _srtp is null ? packet.ToArray() : wire[.._srtp.Protect(rtcp, packet, wire)];
    }

    /// <summary>One packet of 20 ms of the phone's tone.</summary>
    public void Speak()
    {
        var samples = new short[160];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)Math.Round(8000 * Math.Sin(2 * Math.PI * Frequency * _sample++ / 8000));
        }

        var octets = new byte[160];
        G711.Encode(codec, samples, octets);
        Said.AddRange(octets);
        Send(PayloadType, octets, Sequence++, Timestamp);
        Timestamp += 160;
    }

    /// <summary>A packet of the tone that the network loses.</summary>
    public void Lose()
    {
        _sample += 160;
        Sequence++;
        Timestamp += 160;
    }

    public void Send(byte payloadType, ReadOnlySpan<byte> payload, ushort sequence, uint timestamp, bool marker = false)
    {
        var packet = new byte[RtpHeader.FixedLength + payload.Length];
        RtpHeader.Write(packet, marker, payloadType, sequence, timestamp, Ssrc);
        payload.CopyTo(packet.AsSpan(RtpHeader.FixedLength));
        SendRaw(Wire(rtcp: false, packet));
    }

    /// <summary>Presses a key: three packets, then the end three times (RFC 4733 §2.5.1.4).</summary>
    public void Press(byte code)
    {
        for (var i = 1; i <= 6; i++)
        {
            var duration = Math.Min(i, 4) * 160;
            Send(Events!.Value, [code, (byte)(i > 3 ? 0x8A : 0x0A), (byte)(duration >> 8), (byte)duration], Sequence++, Timestamp, i == 1);
        }

        Timestamp += 640;
    }

    public abstract void SendRaw(ReadOnlySpan<byte> packet);

    public abstract void SendReport(ReadOnlySpan<byte> packet);

    protected void OnRtp(byte[] packet)
    {
        if (RtpHeader.IsRtcp(packet))
        {
            OnRtcp(packet);
        }
        else
        {
            packet = Clear(rtcp: false, packet);
            Assert.True(RtpHeader.TryParse(packet, out var header));
            Received.Add(new ReceivedRtp(header, packet[header.PayloadOffset..(header.PayloadOffset + header.PayloadLength)]));
        }
    }

    protected void OnRtcp(byte[] packet) => Reports.Add(Clear(rtcp: true, packet));

    private byte[] Clear(bool rtcp, byte[] packet)
    {
        var length = packet.Length;
        Assert.Equal(SrtpVerdict.Accepted, _srtp?.Unprotect(rtcp, packet, out length) ?? SrtpVerdict.Accepted);
        return packet[..length];
    }

    /// <summary>One SSRC, no sequence number missing, timestamps that run on with the packets' lengths or with time.</summary>
    public void AssertOneStream()
    {
        for (var i = 1; i < Received.Count; i++)
        {
            var (before, now) = (Received[i - 1], Received[i]);
            Assert.Equal(before.Header.Ssrc, now.Header.Ssrc);
            Assert.Equal((ushort)(before.Header.Sequence + 1), now.Header.Sequence);
            var step = (int)(now.Header.Timestamp - before.Header.Timestamp);
            Assert.True(step >= before.Payload.Length, $"packet {i}: timestamp step {step} after {before.Payload.Length} samples");
            Assert.True(step == before.Payload.Length || now.Header.Marker, $"packet {i}: timestamp step {step} without a marker");
        }
    }
}

internal sealed record ReceivedRtp(RtpHeader Header, byte[] Payload);
