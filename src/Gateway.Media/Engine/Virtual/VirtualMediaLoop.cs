using System.Net;
using Gateway.Loops;
using Gateway.Media.Rtp;

namespace Gateway.Media.Engine.Virtual;

/// <summary>A media loop in virtual time over a <see cref="VirtualMediaNetwork"/>; runs only when something is due.</summary>
internal sealed class VirtualMediaLoop : IMediaLoop, ILoop, IPacketIo
{
    private readonly Queue<MediaCommand> _commands = new();
    private readonly Queue<Arrival> _arrivals = new();
    private readonly Dictionary<LegSlot, (VirtualMediaSocket Rtp, VirtualMediaSocket Rtcp)> _sockets = [];
    private readonly VirtualMediaNetwork _network;
    private readonly MediaLoopCore _core;
    private readonly MediaTime _time;
    private readonly ILoopSlot _slot;
    private bool _disposed;

    public VirtualMediaLoop(string name, MediaLoopSetup setup, VirtualMediaNetwork network, ILoopScheduler scheduler)
    {
        Name = name;
        _network = network;
        _time = setup.Time;
        _core = new MediaLoopCore(setup, this);
        _slot = scheduler.Attach(this);
    }

    public string Name { get; }

    public LoopCounts Counts => _core.Counts;

    public void Post(MediaCommand command)
    {
        _commands.Enqueue(command);
        _slot.Wake();
    }

    public NextStep Step()
    {
        while (!_disposed && _commands.TryDequeue(out var command))
        {
            _core.Handle(command, _time.Now);
        }

        while (!_disposed && _arrivals.TryDequeue(out var arrival))
        {
            if (arrival.Bytes is { } bytes)
            {
                _core.OnDatagram(arrival.Slot, arrival.Rtcp, bytes, arrival.Address, _time.Now);
            }
            else
            {
                _core.OnUnreachable(arrival.Slot, arrival.Address, _time.Now);
            }
        }

        if (_disposed)
        {
            return NextStep.Idle;
        }

        _core.OnTime(_time.Now);
        return new NextStep(false, _time.ToTimestamp(_core.NextDueAt));
    }

    public string? TryOpen(LegSlot slot, RtpPorts ports)
    {
        VirtualMediaSocket? rtp = null;
        try
        {
            rtp = Bind(slot, ports.Advertise, ports.RtpPort, rtcp: false);
            _sockets.Add(slot, (rtp, Bind(slot, ports.Advertise, ports.RtcpPort, rtcp: true)));
            return null;
        }
        catch (IOException e)
        {
            rtp?.Dispose();
            return e.Message;
        }
    }

    public void Close(LegSlot slot)
    {
        if (_sockets.Remove(slot, out var sockets))
        {
            sockets.Rtp.Dispose();
            sockets.Rtcp.Dispose();
        }
    }

    public bool TrySend(LegSlot slot, bool rtcp, ReadOnlySpan<byte> packet, in PacketAddress to)
    {
        if (!_sockets.TryGetValue(slot, out var sockets))
        {
            return false;
        }

        (rtcp ? sockets.Rtcp : sockets.Rtp).Send(to, packet);
        return true;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            while (_commands.TryDequeue(out var command))
            {
                _core.Handle(command, _time.Now);
            }

            _core.CloseAll(_time.Now);
            _disposed = true;
            _slot.Detach();
        }
    }

    private VirtualMediaSocket Bind(LegSlot slot, IPAddress address, int port, bool rtcp) => _network.Bind(
        PacketAddress.From(new IPEndPoint(address, port)),
        (bytes, from) => Arrive(new Arrival(slot, rtcp, bytes, from)),
        rtcp ? null : to => Arrive(new Arrival(slot, false, null, to)));

    private void Arrive(Arrival arrival)
    {
        _arrivals.Enqueue(arrival);
        _slot.Wake();
    }

    private readonly record struct Arrival(LegSlot Slot, bool Rtcp, byte[]? Bytes, PacketAddress Address);
}
