using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Media.Rtp;

namespace Gateway.Media.Tests.Engine;

internal class SocketBench : MediaBench
{
    private readonly List<SocketPhone> _phones = [];
    private readonly ThreadScheduler _writerThread = new("recorder", 1);
    private readonly ManualResetEventSlim _never = new(false);

    public SocketBench(bool recorder = true, IRecordingFiles? files = null, MediaWay way = MediaWay.Auto)
    {
        Ports = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, 30_000, 59_999, TimeProvider.System, RtpPortPool.CanBind);
        Recorder = new RecordingWriter(files ?? Files, _writerThread, this);
        Engine = MediaEngine.OnSockets(2, Prompts, Ports, this, recorder ? Recorder : null, TimeProvider.System, way: way);
    }

    public override MediaEngine Engine { get; }

    public override RtpPortPool Ports { get; }

    public override RecordingWriter Recorder { get; }

    public override TestPhone Phone(Gateway.Media.Engine.AudioCodec codec = Gateway.Media.Engine.AudioCodec.Pcma)
    {
        var phone = new SocketPhone(codec, IPAddress.Parse($"127.0.0.{_phones.Count + 2}"));
        _phones.Add(phone);
        return phone;
    }

    public override bool Until(Func<bool> condition, double seconds = 5) => WaitUntil(condition, Stopwatch.GetTimestamp(), seconds);

    public override void Each(double milliseconds, int times, Action<int> action)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            action(i);
            WaitUntil(() => false, start, (i + 1) * milliseconds / 1000);
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _writerThread.Dispose();
        _never.Dispose();
        foreach (var phone in _phones)
        {
            phone.Dispose();
        }
    }

    private bool WaitUntil(Func<bool> condition, long since, double seconds)
    {
        while (true)
        {
            foreach (var phone in _phones)
            {
                phone.Poll();
            }

            if (condition())
            {
                return true;
            }

            var left = seconds - Stopwatch.GetElapsedTime(since).TotalSeconds;
            if (left <= 0)
            {
                return false;
            }

            _never.Wait(TimeSpan.FromSeconds(Math.Min(left, 0.002)));
        }
    }
}

internal sealed class SocketPhone : TestPhone, IDisposable
{
    private readonly Socket _rtp;
    private readonly Socket _rtcp;
    private bool _disposed;

    public SocketPhone(AudioCodec codec, IPAddress address)
        : base(codec)
    {
        _rtp = Bound(address);
        _rtcp = Bound(address);
    }

    public override IPEndPoint Rtp => (IPEndPoint)_rtp.LocalEndPoint!;

    public override IPEndPoint Rtcp => (IPEndPoint)_rtcp.LocalEndPoint!;

    public override void SendRaw(ReadOnlySpan<byte> packet) =>
        _rtp.SendTo(packet, SocketFlags.None, new IPEndPoint(Ports.Advertise, Ports.RtpPort));

    public override void SendReport(ReadOnlySpan<byte> packet) =>
        (Mux ? _rtp : _rtcp).SendTo(packet, SocketFlags.None, new IPEndPoint(Ports.Advertise, Mux ? Ports.RtpPort : Ports.RtcpPort));

    public void Poll()
    {
        if (!_disposed)
        {
            Poll(_rtp, OnRtp);
            Poll(_rtcp, OnRtcp);
        }
    }

    public void Dispose()
    {
        _disposed = true;
        _rtp.Dispose();
        _rtcp.Dispose();
    }

    private static void Poll(Socket socket, Action<byte[]> on)
    {
        var buffer = new byte[2048];
        while (socket.Available > 0)
        {
            try
            {
                on(buffer[..socket.Receive(buffer)]);
            }
            catch (SocketException)
            {
                // A refusal of something that was sent before.
            }
        }
    }

    private static Socket Bound(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }
}
