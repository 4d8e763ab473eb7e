using System.Buffers.Binary;
using Gateway.Acd;
using Gateway.Web.Ports;

namespace Gateway.Web.TestHost;

/// <summary>Invented data: a busy hour in Manado and its neighbours.</summary>
internal static class Invented
{
    private const int SampleRate = 8000;

    private static readonly string[] Names =
    [
        "Grace Wowor", "Ferdi Lengkong", "Meiske Rumagit", "Jhon Tumbelaka", "Vera Pangemanan", "Stenly Kaunang",
        "Olga Sondakh", "Rizal Mokodompit",
        "Yuni Karundeng", "Denny Mamahit", "Siti Laode", "Alfrits Runtu",
    ];

    private static readonly string[] Areas = ["Wenang", "Malalayang", "Tikala", "Mapanget", "Sario", "Bunaken", "Tuminting"];

    public static GatewayView View(DateTimeOffset now) => new(
        now,
        new NodeView("manado-1", "1.0.0", now.AddHours(-31), false, "2026-11-25.3"),
        [
            Queue("71.71", "Kota Manado", "darurat", 4, now.AddSeconds(-47), 214, 189, 21, now),
            Queue("71.71", "Kota Manado", "medis", 1, now.AddSeconds(-6), 63, 60, 2, now),
            Queue("71.72", "Kota Bitung", "darurat", 0, null, 71, 69, 2, now),
            Queue("71.06", "Minahasa Utara", "darurat", 0, null, 0, 0, 0, now),
        ],
        [.. Names.Select((name, i) => Agent(i, name, now))],
        [
            Call(1, CallPhase.Talking, now.AddSeconds(-190), "2001"), Call(2, CallPhase.Talking, now.AddSeconds(-121), "2002"),
            Call(3, CallPhase.Talking, now.AddSeconds(-75), "2003"), Call(4, CallPhase.Waiting, now.AddSeconds(-47), null),
            Call(5, CallPhase.Waiting, now.AddSeconds(-33), null), Call(6, CallPhase.Waiting, now.AddSeconds(-21), null),
            Call(7, CallPhase.Offered, now.AddSeconds(-12), "2004"), Call(8, CallPhase.Offered, now.AddSeconds(-6), "2005"),
            Call(9, CallPhase.Admitting, now, null),
        ],
        [
            new TrunkView("telkomsel", TrunkState.Up, now.AddHours(-31), 6, "200 OK in 11 ms"),
            new TrunkView("indosat", TrunkState.Up, now.AddHours(-9), 3, "200 OK in 18 ms"),
            new TrunkView("xl-smart", TrunkState.Down, now.AddMinutes(-7), 0, "no answer for 32 s"),
            new TrunkView("telkom-fixed", TrunkState.Unknown, now.AddHours(-31), 0, null),
        ],
        [
            new AlarmView(
                now.AddMinutes(-7), AlarmSeverity.Critical, "trunk_down",
                "Trunk xl-smart: no answer to OPTIONS for 32 s from 10.20.0.9. Check the operator's SBC.", 1),
            new AlarmView(
                now.AddMinutes(-12), AlarmSeverity.Warning, "journal_late",
                "Answer sent before the journal event was durable (61 ms). Check the disk of the data folder.", 4),
            new AlarmView(
                now.AddHours(-2), AlarmSeverity.Information, "unknown_source", "INVITE from 198.51.100.7, which belongs to no trunk.", 120),
        ]);

    public static IReadOnlyList<CallRecordView> Records(DateTimeOffset now) =>
        [.. Enumerable.Range(1, 120).Select(i => Record(i, now.AddSeconds(-97 * i - 200)))];

    public static IReadOnlyList<CallbackView> Callbacks(IEnumerable<CallRecordView> records) =>
    [
        .. records.Where(r => r.Outcome is "abandoned_waiting" or "system_lost")
            .Select(r => new CallbackView(r.Id, r.Outcome, r.EndedAt, r.Centre, r.Queue, r.AreaCode, r.AreaName, r.Trunk, r.Caller)),
    ];

    /// <summary>One second later.</summary>
    public static GatewayView Turn(GatewayView view, int turn, DateTimeOffset now)
    {
        var waiting = 3 + turn % 4;
        return view with
        {
            Queues = [view.Queues[0] with { Waiting = waiting, OfferedToday = view.Queues[0].OfferedToday + 1 }, .. view.Queues.Skip(1)],
            Agents = [.. view.Agents.Select((a, i) => i == turn % view.Agents.Count && a.Call is null ? a with { Since = now } : a)],
        };
    }

    /// <summary>A tone as stereo PCM: 440 Hz left, 880 Hz right.</summary>
    public static byte[] Wav(TimeSpan length)
    {
        var frames = (int)(length.TotalSeconds * SampleRate);
        var wav = new byte[44 + frames * 4];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 2);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), SampleRate * 4);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), frames * 4);
        for (var i = 0; i < frames; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(44 + i * 4), (short)(8000 * Math.Sin(2 * Math.PI * 440 * i / SampleRate)));
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(46 + i * 4), (short)(8000 * Math.Sin(2 * Math.PI * 880 * i / SampleRate)));
        }

        return wav;
    }

    public static AgentDayView AgentDay { get; } = new(
        17, TimeSpan.FromMinutes(50), TimeSpan.FromMinutes(1), TimeSpan.FromHours(3), TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(45),
        new Dictionary<string, TimeSpan> { ["makan"] = TimeSpan.FromMinutes(40), ["sholat"] = TimeSpan.FromMinutes(5) }, TimeSpan.FromSeconds(30),
        TimeSpan.FromSeconds(2.5));

    public static CallId Id(int number) => new($"call{number:D8}");

    private static QueueView Queue(
        string centre, string centreName, string name, int waiting, DateTimeOffset? since, int offered, int answered, int abandoned,
        DateTimeOffset now)
    {
        _ = now;
        var share = offered == 0 ? (double?)null : (double)answered / offered;
        return new QueueView(new($"{centre}/{name}"), centre, centreName, name, waiting, since, offered, answered, abandoned,
        [
            new(TimeSpan.FromSeconds(10), share * 0.86, share * 0.81), new(TimeSpan.FromSeconds(15), share * 0.94, share * 0.9),
            new(TimeSpan.FromSeconds(20), share * 1.02, share * 0.99),
        ]);
    }

    private static AgentView Agent(int i, string name, DateTimeOffset now)
    {
        var id = new AgentId($"{2001 + i}");
        var (status, reason, state, call) = i switch
        {
            < 3 => (AgentStatus.Available, null, AgentState.InCall, (CallId?)Id(i + 1)),
            3 => (AgentStatus.Available, null, AgentState.Receiving, Id(7)),
            4 => (AgentStatus.Available, null, AgentState.Reserved, Id(8)),
            5 => (AgentStatus.Available, null, AgentState.WrapUp, null),
            6 or 7 => (AgentStatus.Available, null, AgentState.Waiting, null),
            8 => (AgentStatus.OnBreak, "Makan siang", AgentState.Idle, null),
            9 => (AgentStatus.AvailableOnDemand, null, AgentState.Waiting, null),
            10 => (AgentStatus.Available, null, AgentState.Idle, null),
            _ => (AgentStatus.LoggedOut, (string?)null, AgentState.Idle, (CallId?)null),
        };
        return new AgentView(id, name, i < 9 ? "71.71" : "71.72", status, reason, state, now.AddSeconds(-30 * i - 15), call, i < 10) { Today = i == 0 ? AgentDay : null };
    }

    private static CallView Call(int number, CallPhase phase, DateTimeOffset invited, string? agent) => new(
        Id(number),
        phase,
        invited,
        invited.AddSeconds(phase == CallPhase.Talking ? 9 : 1),
        phase == CallPhase.Admitting ? null : "71.71",
        phase == CallPhase.Admitting ? null : Areas[number % Areas.Length],
        phase == CallPhase.Admitting ? null : "cell",
        phase == CallPhase.Admitting ? null : new QueueId(number == 8 ? "71.71/medis" : "71.71/darurat"),
        agent is null ? null : new AgentId(agent),
        number % 3 == 0 ? "indosat" : "telkomsel",
        number == 5 ? null : $"+62812{4300000 + number * 7919}");

    private static CallRecordView Record(int i, DateTimeOffset invited)
    {
        var outcome = (i % 9) switch { 4 => "abandoned_waiting", 7 => "abandoned_short", _ when i == 5 => "system_lost", _ => "answered" };
        var answered = outcome == "answered";
        var wait = TimeSpan.FromSeconds(3 + i * 5 % 23);
        var talk = answered ? TimeSpan.FromSeconds(40 + i * 37 % 200) : TimeSpan.Zero;
        return new CallRecordView(
            Id(1000 + i), invited, invited + wait + talk, outcome, answered ? (
                i % 2 == 0 ? "caller" : "agent") : "caller", i % 3 == 0 ? "indosat" : "telkomsel",
            "71.71", new QueueId("71.71/darurat"), answered ? new AgentId($"{2001 + i % 8}") : null,
            "71.71", Areas[i % Areas.Length], i % 2 == 0 ? "cell" : "pidf-lo", 1.4748 + i * 0.001, 124.8421, 350,
            i % 11 == 0 ? null : $"+62813{5200000 + i * 6101}", "112", wait, talk, outcome != "abandoned_short");
    }
}
