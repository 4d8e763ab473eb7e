using Gateway.Calls.Journal;
using Gateway.Loops;
using Gateway.Media.Engine;
using Gateway.Media.Recording;
using Gateway.Operations;
using Gateway.Sip;
using Gateway.Sip.Routing;
using Gateway.Sip.Transport;
using Gateway.Storage.State;

namespace Gateway.Composition;

/// <summary>The world outside the loops: sockets, media, disk, ids. Production gives the real ones, simulation its in-memory twins.</summary>
internal sealed record GatewayPorts
{
    /// <summary>Runs the SIP loop.</summary>
    public required ILoopScheduler SipScheduler { get; init; }

    /// <summary>Runs the calls' actors.</summary>
    public required ILoopScheduler CallScheduler { get; init; }

    /// <summary>Runs the ACD and the small loops beside it.</summary>
    public required ILoopScheduler ServiceScheduler { get; init; }

    /// <summary>Runs what reads much of the journal at start: a thread on which no call waits.</summary>
    public required ILoopScheduler FiguresScheduler { get; init; }

    /// <summary>Of the software, for the journal.</summary>
    public required string Version { get; init; }

    /// <summary>One per configured listener, not yet started.</summary>
    public required IReadOnlyList<ISipTransport> Transports { get; init; }

    public required IRtpPortPool RtpPorts { get; init; }

    public required Func<IMediaSink, IMediaEngine> Media { get; init; }

    public required IJournal Journal { get; init; }

    public required IStateStore State { get; init; }

    public required ISipIds SipIds { get; init; }

    public required ICallIds CallIds { get; init; }

    /// <summary>Signs digest nonces: 32 random bytes.</summary>
    public required byte[] NonceKey { get; init; }

    /// <summary>Of the choice among agents in queues with strategy random.</summary>
    public ulong AcdSeed { get; init; }

    public required AlarmBoard Alarms { get; init; }

    /// <summary>Finds the trunks' servers (RFC 3263).</summary>
    public IDnsResolver Dns { get; init; } = new VirtualDns();

    /// <summary>Null: nothing is recorded.</summary>
    public required string? RecordingsDirectory { get; init; }

    /// <summary>Makes whole what the run before left in the recordings' folder.</summary>
    public Func<string, IReadOnlyList<SalvagedRecording>> Salvage { get; init; } = directory => RecordingSalvage.Run(directory);

    /// <summary>A recording that is whole under its final name, or null.</summary>
    public Func<string, SalvagedRecording?> FindWhole { get; init; } = path => RecordingSalvage.Whole(path);
}
