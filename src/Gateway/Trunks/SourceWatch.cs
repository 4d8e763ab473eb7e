using System.Net;
using Gateway.Calls.Journal;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Sip.Screening;

namespace Gateway.Trunks;

/// <summary>
/// Counts requests of unknown sources: one journal event per network and minute, so that scanners cannot fill the journal, and an alarm
/// that names the address of each emergency INVITE's network (perhaps the carrier's new SBC).
/// </summary>
internal sealed class SourceWatch : Loop<SourceWatch.Input>
{
    /// <summary>Networks kept at once; more are counted under one name.</summary>
    public const int Capacity = 1024;

    /// <summary>Networks that get an alarm of their own within a minute.</summary>
    public const int NamedNetworks = 20;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FlushEvery = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, Entry> _networks = [];
    private readonly HashSet<string> _alarmed = [];
    private readonly IJournal _journal;
    private readonly AlarmBoard _alarms;
    private DateTimeOffset _alarmedFrom;

    public SourceWatch(ILoopScheduler scheduler, IJournal journal, AlarmBoard alarms)
        : base("sources", scheduler)
    {
        _journal = journal;
        _alarms = alarms;
        Post(new Input.Flush());
    }

    internal abstract record Input
    {
        private Input()
        {
        }

        internal sealed record Refused(IPEndPoint Source, bool IsInvite) : Input;

        internal sealed record Flush : Input;
    }

    /// <summary>Any thread.</summary>
    public void Refused(IPEndPoint source, bool isInvite) => Post(new Input.Refused(source, isInvite));

    protected override void On(Input input)
    {
        switch (input)
        {
            case Input.Refused { Source: var source, IsInvite: var isInvite }:
                Count(source, isInvite);
                break;
            case Input.Flush:
                Flush(Time.GetUtcNow());
                StartTimer(FlushEvery, input);
                break;
        }
    }

    protected override void OnFault(Input input, Exception fault) =>
        _alarms.Raise("source_watch_defect", AlarmSeverity.Warning, $"counting an unknown source failed: {fault}");

    private void Count(IPEndPoint source, bool isInvite)
    {
        var now = Time.GetUtcNow();
        var network = SourceNetwork.Of(source.Address).ToString();
        if (!_networks.ContainsKey(network) && _networks.Count >= Capacity)
        {
            Flush(now);
            network = _networks.Count >= Capacity ? "other" : network;
        }

        if (_networks.TryGetValue(network, out var entry) && now - entry.From >= Window)
        {
            Write(network, entry);
            _networks.Remove(network);
            entry = null;
        }

        entry ??= new Entry(now);
        entry.To = now;
        entry.Requests++;
        entry.Invites += isInvite ? 1 : 0;
        entry.LastAddress = source.ToString();
        _networks[network] = entry;
        if (isInvite)
        {
            Alarm(network, source.Address, now);
        }
    }

    /// <summary>Forged addresses shall not push other alarms off the board.</summary>
    private void Alarm(string network, IPAddress address, DateTimeOffset now)
    {
        if (now - _alarmedFrom >= Window)
        {
            _alarmedFrom = now;
            _alarmed.Clear();
        }

        var isNamed = _alarmed.Contains(network) || (_alarmed.Count < NamedNetworks && _alarmed.Add(network));
        _alarms.Raise(
            "unknown_source",
            AlarmSeverity.Critical,
            isNamed
                ? $"an INVITE from {network} was refused: if {address} is a carrier's SBC, add its network to trunks.json"
                : $"INVITEs from more than {NamedNetworks} unknown networks within a minute: a scan, or forged addresses; "
                    + "the journal names them (SourceRefused)");
    }

    /// <summary>Writes what is older than the window, or everything at shutdown.</summary>
    public void Flush(DateTimeOffset now, bool all = false)
    {
        foreach (var (network, entry) in _networks.Where(n => all || now - n.Value.From >= Window).OrderBy(n => n.Key, StringComparer.Ordinal).ToList())
        {
            Write(network, entry);
            _networks.Remove(network);
        }
    }

    private void Write(string network, Entry entry) =>
        _journal.Append(JournalEntry.OfNode(entry.To, new SourceRefused(network, entry.From, entry.To, entry.Requests, entry.Invites, entry.LastAddress)));

    private sealed class Entry(DateTimeOffset from)
    {
        public DateTimeOffset From { get; } = from;

        public DateTimeOffset To { get; set; } = from;

        public long Requests { get; set; }

        public long Invites { get; set; }

        public string LastAddress { get; set; } = "";
    }
}
