using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Prompts;
using Gateway.Media.Recording;
using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Benchmarks.Relay;

/// <summary>
/// The gateway's media engine in a process of its own: opens bridged calls, prints "caller agent" ports per call and "ready", relays until its
/// standard input closes. Arguments: calls, caller's RTP and RTCP port, agent's RTP and RTCP port, SRTP of both sides, folder for recordings
/// (none: off).
/// </summary>
internal static class EngineHost
{
    public static int Run(IReadOnlyList<string> arguments)
    {
        int[] numbers = [.. arguments.Take(5).Select(a => int.Parse(a, CultureInfo.InvariantCulture))];
        var calls = numbers[0];
        var secured = Secured.Parse(arguments[5]);
        var folder = arguments.ElementAtOrDefault(6);
        using var sink = new Sink(calls);
        using var thread = new ThreadScheduler("recorder", 1);
        using var recorder = new RecordingWriter(new DiskRecordingFiles(), thread, sink);
        var ports = new RtpPortPool(IPAddress.Loopback, IPAddress.Loopback, 34_000, 59_999, TimeProvider.System, RtpPortPool.CanBind);
        using var engine = MediaEngine.OnSockets(1, PromptLibrary.Of(), ports, sink, recorder, TimeProvider.System);
        for (var i = 0; i < calls; i++)
        {
            var call = new MediaCallId(i);
            engine.Post(new MediaCommand.OpenCall(call, folder is null ? null : new RecordingSpec(folder, $"{i}.wav")));
            var caller = Open(engine, ports, call, new LegId(2 * i), LegRole.Caller, numbers[1], numbers[2], secured.Callers);
            var agent = Open(engine, ports, call, new LegId((2 * i) + 1), LegRole.Agent, numbers[3], numbers[4], secured.Agents);
            engine.Post(new MediaCommand.Bridge(call, new LegId(2 * i), new LegId((2 * i) + 1)));
            Console.WriteLine($"{caller} {agent}");
        }

        sink.AllBridged.Wait();
        Console.WriteLine("ready");
        Console.In.ReadToEnd();
        foreach (var trouble in sink.Troubles)
        {
            Console.Error.WriteLine(trouble);
        }

        return sink.Troubles.IsEmpty ? 0 : 1;
    }

    private static int Open(MediaEngine engine, RtpPortPool pool, MediaCallId call, LegId leg, LegRole role, int rtp, int rtcp, SrtpSuite? srtp)
    {
        if (!pool.TryRent(out var ports))
        {
            throw new InvalidOperationException("no free RTP ports on this machine");
        }

        engine.Post(new MediaCommand.OpenLeg(call, leg, role, ports));
        engine.Post(new MediaCommand.SetFormat(call, leg, new LegFormat(
            AudioCodec.Pcma,
            8,
            101,
            new IPEndPoint(IPAddress.Loopback, rtp),
            new IPEndPoint(IPAddress.Loopback, rtcp),
            RtcpMux: false,
            MediaDirection.SendReceive)
        {
            Srtp = Secured.Keys(srtp),
        }));
        return ports.RtpPort;
    }

    private sealed class Sink(int calls) : IMediaSink, IDisposable
    {
        public CountdownEvent AllBridged { get; } = new(calls);

        public ConcurrentQueue<MediaEvent> Troubles { get; } = [];

        public void OnEvent(MediaEvent mediaEvent)
        {
            if (mediaEvent is MediaEvent.Bridged)
            {
                AllBridged.Signal();
            }
            else if (mediaEvent is MediaEvent.Trouble or MediaEvent.RecordingFailed)
            {
                Troubles.Enqueue(mediaEvent);
            }
        }

        public void Dispose() => AllBridged.Dispose();
    }
}
