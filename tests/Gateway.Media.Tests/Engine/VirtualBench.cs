using System.Net;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Engine.Virtual;
using Gateway.Media.Recording;
using Gateway.Media.Recording.Sealing;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Engine;

internal sealed class VirtualBench : MediaBench
{
    private int _phones;

    public VirtualBench(bool recorder = true, int seed = 1, Func<RecordingKeys>? keys = null)
    {
        var random = new Random(seed);
        Scheduler = new SeededScheduler(seed, DateTimeOffset.UnixEpoch.AddYears(56));
        Network = new VirtualMediaNetwork(Scheduler, seed);
        Ports = new RtpPortPool(IPAddress.Any, IPAddress.Parse("10.0.0.1"), 20_000, 20_399, Scheduler.Time, null, random.Next);
        Recorder = new RecordingWriter(Files, Scheduler, this, keys: keys);
        Engine = MediaEngine.InMemory(Network, Scheduler, Prompts, Ports, this, recorder ? Recorder : null, seed);
    }

    public SeededScheduler Scheduler { get; }

    public VirtualMediaNetwork Network { get; }

    public override MediaEngine Engine { get; }

    public override RtpPortPool Ports { get; }

    public override RecordingWriter Recorder { get; }

    public TimeSpan Now => TimeSpan.FromMicroseconds(Scheduler.Clock.GetTimestamp());

    public override TestPhone Phone(Gateway.Media.Engine.AudioCodec codec = Gateway.Media.Engine.AudioCodec.Pcma) =>
        new VirtualPhone(Network, new IPAddress([10, 0, 1, (byte)++_phones]), codec);

    public override bool Until(Func<bool> condition, double seconds = 5)
    {
        var end = Now + TimeSpan.FromSeconds(seconds);
        return condition() || Scheduler.RunUntil(end, condition) || condition();
    }

    public override void Each(double milliseconds, int times, Action<int> action)
    {
        for (var i = 0; i < times; i++)
        {
            action(i);
            Scheduler.RunUntil(Now + TimeSpan.FromMilliseconds(milliseconds));
        }
    }
}

internal sealed class VirtualPhone : TestPhone, IDisposable
{
    private readonly VirtualMediaSocket _rtp;
    private readonly VirtualMediaSocket _rtcp;

    public VirtualPhone(VirtualMediaNetwork network, IPAddress address, AudioCodec codec, int port = 4000)
        : base(codec)
    {
        _rtp = network.Bind(new IPEndPoint(address, port), (bytes, _) => OnRtp(bytes));
        _rtcp = network.Bind(new IPEndPoint(address, port + 1), (bytes, _) => OnRtcp(bytes));
    }

    public override IPEndPoint Rtp => _rtp.LocalEndPoint;

    public override IPEndPoint Rtcp => _rtcp.LocalEndPoint;

    public override void SendRaw(ReadOnlySpan<byte> packet) => _rtp.Send(new IPEndPoint(Ports.Advertise, Ports.RtpPort), packet);

    public override void SendReport(ReadOnlySpan<byte> packet) =>
        (Mux ? _rtp : _rtcp).Send(new IPEndPoint(Ports.Advertise, Mux ? Ports.RtpPort : Ports.RtcpPort), packet);

    public void Dispose()
    {
        _rtp.Dispose();
        _rtcp.Dispose();
    }
}
