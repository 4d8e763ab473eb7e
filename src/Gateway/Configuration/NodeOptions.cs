using System.Net;
using Gateway.Media.Engine;
using Gateway.Sip.Messages;

namespace Gateway.Configuration;

/// <summary>RTP, recordings' sources and prompts.</summary>
/// <param name="Bind">Address of all RTP and RTCP sockets.</param>
/// <param name="Advertise">Address in c= lines where peers see us elsewhere; null: <paramref name="Bind"/>.</param>
/// <param name="FirstPort">Even, at least 1024; 0: the system chooses (loopback and tests).</param>
/// <param name="LastPort">Odd, inclusive; 0 with <paramref name="FirstPort"/> 0. A leg takes an even port and the next.</param>
/// <param name="Loops">Media loops, each a thread; about one per 500 calls.</param>
/// <param name="Prompts">Absolute folder of WAV files.</param>
public sealed record MediaOptions(IPAddress Bind, IPAddress? Advertise, int FirstPort, int LastPort, int Loops, string Prompts)
{
    /// <summary>How sockets are read; what Auto becomes is logged at the start.</summary>
    public MediaWay Way { get; init; }
}

/// <summary>Pages, API, health and metrics.</summary>
/// <param name="Endpoint">Port 0: the system chooses.</param>
/// <param name="Token">Guards all but health and metrics; null only on loopback.</param>
public sealed record HttpOptions(IPEndPoint Endpoint, Secret? Token);

/// <summary>Where journal, records, bindings and recordings live.</summary>
/// <param name="Directory">Absolute folder, made when it is not there.</param>
/// <param name="Recordings">Absolute folder; null: nothing is recorded.</param>
/// <param name="AlarmBelowFree">Free bytes on the disk below which an alarm is raised.</param>
public sealed record StorageOptions(string Directory, string? Recordings, long AlarmBelowFree);

/// <summary>Limits. Those of calls raise alarms; only exhausted resources refuse a caller.</summary>
/// <param name="MaxCalls">Callers at the same time for which ports, mailboxes and files are provided; one more is refused with 503.</param>
/// <param name="AlarmCalls">Callers at the same time from which an alarm is raised.</param>
/// <param name="AlarmCallsPerSecond">New calls per second from which an alarm is raised.</param>
/// <param name="UnknownSourcesPerSecond">Answers per second to sources that belong to no trunk and no agent; the rest gets none.</param>
/// <param name="RegistersPerSecond">New registrations per second; refreshes of bound agents are not counted.</param>
/// <param name="UnknownNetworkPerSecond">Messages per second taken from one network (IPv4 /24, IPv6 /64) that is no trunk's and holds no binding; twice
/// as many at once. The rest is dropped before it costs anything.</param>
public sealed record LimitOptions(
    int MaxCalls, int AlarmCalls, int AlarmCallsPerSecond, int UnknownSourcesPerSecond, int RegistersPerSecond, int UnknownNetworkPerSecond)
{
    /// <summary>Test calls (urn:service:test.sos) at the same time; one more gets 486.</summary>
    public int TestCalls { get; init; } = 10;

    /// <summary>Test calls of one trunk in a minute; one more gets 486.</summary>
    public int TestCallsPerMinute { get; init; } = 30;

    /// <summary>After this the gateway ends a test call.</summary>
    public TimeSpan TestCallTime { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>The list of callers whom somebody should call back.</summary>
/// <param name="ExpireAfter">So long after its last call an entry leaves the list.</param>
/// <param name="ClaimFor">So long an entry belongs to who has taken it.</param>
/// <param name="Levels">Goals from the loss of a caller to the first attempt to call back, for statistics; at least one.</param>
public sealed record CallbackOptions(TimeSpan ExpireAfter, TimeSpan ClaimFor, IReadOnlyList<TimeSpan> Levels)
{
    public static readonly CallbackOptions Standard =
        new(TimeSpan.FromHours(24), TimeSpan.FromMinutes(5), [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)]);
}

/// <summary>Shutting down.</summary>
/// <param name="Alternate">Where new callers are sent (503 to the trunk, which takes its next route) while draining; null: a sole node,
/// which accepts until it exits.</param>
/// <param name="Timeout">After which calls in progress are told and ended.</param>
public sealed record DrainOptions(SipUri? Alternate, TimeSpan Timeout);

/// <summary>Log output.</summary>
/// <param name="Level">Least level that is written.</param>
/// <param name="File">Absolute path of the compact JSON log; null: console only.</param>
public sealed record LogOptions(LogLevel Level, string? File);
