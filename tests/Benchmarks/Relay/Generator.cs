using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gateway.Media.Rtp;
using Gateway.Media.Srtp;

namespace Gateway.Benchmarks.Relay;

/// <summary>What was sent in the measured span, and how much of all that was sent never came back.</summary>
internal sealed record Load(long Measured, long Sent, long Lost);

/// <summary>
/// The far ends of all calls: G.711, 20 ms, both ways, the streams spread evenly over those 20 ms. One socket for all callers and one for all
/// agents; what comes back is counted once a millisecond, so that no relay pays for waking the receiver.
/// </summary>
/// <param name="secured">Whose streams are SRTP; what comes back is counted, not read.</param>
internal sealed partial class Generator(Secured secured) : IDisposable
{
    private const int PacketLength = RtpHeader.FixedLength + 160;
    private const int ReceiveBuffer = 16 * 1024 * 1024;
    private const int SetTimerSlack = 29;
    private static readonly double TicksPerPacketTime = Stopwatch.Frequency * 0.020;

    private readonly Socket[] _rtp = [Bound(), Bound()];

    /// <summary>Nobody reads them; without them RTCP would be answered with ICMP.</summary>
    private readonly Socket[] _rtcp = [Bound(), Bound()];
    private readonly byte[] _buffer = new byte[2048];
    private long _received;

    public int CallerRtp => Port(_rtp[0]);

    public int CallerRtcp => Port(_rtcp[0]);

    public int AgentRtp => Port(_rtp[1]);

    public int AgentRtcp => Port(_rtcp[1]);

    /// <summary>Sends to every call's two ports; the calls at the ends of the measured span tell what was used.</summary>
    public Load Run(IReadOnlyList<RelayPorts> calls, TimeSpan warmUp, TimeSpan span, Action begin, Action end)
    {
        Load? load = null;
        var thread = new Thread(() => load = Send(calls, warmUp, span, begin, end)) { Priority = ThreadPriority.AboveNormal };
        thread.Start();
        thread.Join();
        return load ?? throw new InvalidOperationException("the generator failed");
    }

    public void Dispose()
    {
        foreach (var socket in _rtp.Concat(_rtcp))
        {
            socket.Dispose();
        }
    }

    private Load Send(IReadOnlyList<RelayPorts> calls, TimeSpan warmUp, TimeSpan span, Action begin, Action end)
    {
        // Sleeps of this thread end when they should, not up to 50 us later.
        _ = ProcessControl(SetTimerSlack, 1, 0, 0, 0);
        SocketAddress[] targets = [.. calls.SelectMany(c => new[] { c.Caller, c.Agent }).Select(p => new IPEndPoint(IPAddress.Loopback, p).Serialize())];
        SrtpSender?[] senders = [.. targets.Select((_, stream) => Secured.Sender((stream & 1) == 0 ? secured.Callers : secured.Agents))];
        var wire = new byte[PacketLength + SrtpSuites.MostOverhead];
        var packet = new byte[PacketLength];
        packet.AsSpan(RtpHeader.FixedLength).Fill(0xD5);
        var rounds = (long)(warmUp + span).TotalMilliseconds / 20;
        var warmRounds = (long)warmUp.TotalMilliseconds / 20;
        var start = Stopwatch.GetTimestamp();
        var nextDrain = start;
        _received = 0;
        for (var round = 0L; round < rounds; round++)
        {
            if (round == warmRounds)
            {
                begin();
            }

            for (var stream = 0; stream < targets.Length; stream++)
            {
                var due = start + (long)((round + ((double)stream / targets.Length)) * TicksPerPacketTime);
                nextDrain = WaitUntil(due, nextDrain);
                RtpHeader.Write(packet, round == 0, 8, (ushort)round, (uint)(round * 160), (uint)(0x1000 + stream));
                var length = senders[stream]?.Protect(packet, wire) ?? 0;
                _rtp[stream & 1].SendTo(length == 0 ? packet : wire.AsSpan(0, length), SocketFlags.None, targets[stream]);
            }
        }

        end();
        WaitUntil(Stopwatch.GetTimestamp() + (Stopwatch.Frequency / 10), nextDrain);
        Drain();
        var sent = rounds * targets.Length;
        return new Load((rounds - warmRounds) * targets.Length, sent, sent - _received);
    }

    private long WaitUntil(long due, long nextDrain)
    {
        while (true)
        {
            var now = Stopwatch.GetTimestamp();
            if (now >= nextDrain)
            {
                Drain();
                nextDrain = now + (Stopwatch.Frequency / 1000);
            }

            if (now >= due)
            {
                return nextDrain;
            }

            Rest((Math.Min(due, nextDrain) - now) * 1_000_000_000 / Stopwatch.Frequency);
        }
    }

    private void Drain()
    {
        foreach (var socket in _rtp)
        {
            while (true)
            {
                var length = socket.Receive(_buffer, SocketFlags.None, out var error);
                if (error != SocketError.Success)
                {
                    break;
                }

                _received += length is >= PacketLength and <= PacketLength + SrtpSuites.MostOverhead && !RtpHeader.IsRtcp(_buffer.AsSpan(0, length)) ? 1 : 0;
            }
        }
    }

    private static unsafe void Rest(long nanoseconds)
    {
        var duration = stackalloc long[2];
        duration[1] = nanoseconds;
        _ = NanoSleep(duration, null);
    }

    private static int Port(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { Blocking = false, ReceiveBufferSize = ReceiveBuffer };
        try
        {
            // SO_RCVBUFFORCE: past the system's limit, where we may, so that a loss is the relay's and not ours.
            socket.SetRawSocketOption(1, 33, BitConverter.GetBytes(ReceiveBuffer));
        }
        catch (SocketException)
        {
            // Not root: the system's limit stays.
        }

        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static unsafe partial int NanoSleep(long* duration, long* rest);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint argument, nuint unused3, nuint unused4, nuint unused5);
}

/// <summary>Where a call's two ends send to.</summary>
internal readonly record struct RelayPorts(int Caller, int Agent);
