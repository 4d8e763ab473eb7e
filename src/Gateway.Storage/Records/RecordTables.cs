using System.Text.Json;
using Dapper;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Records;

/// <summary>The statements of records.db.</summary>
internal static class RecordTables
{
    public static (long Number, byte[] Hash)? Checkpoint(SqliteConnection connection, string node) =>
        connection.QuerySingleOrDefault<CheckpointRow>("SELECT number, hash FROM checkpoint WHERE node = @node", new { node }) is { } row
            ? (row.Number, row.Hash)
            : null;

    public static void SaveCheckpoint(SqliteConnection connection, SqliteTransaction transaction, JournalHead head) =>
        connection.Execute(
            "INSERT OR REPLACE INTO checkpoint (node, number, hash) VALUES (@node, @number, @hash)",
            new { node = head.Node, number = head.Number, hash = head.Hash.ToArray() },
            transaction);

    public static CallRecord? Find(SqliteConnection connection, CallId call) =>
        connection.QuerySingleOrDefault<string>("SELECT document FROM call_record WHERE call = @call", new { call = call.Value })
            is { } document ? Record(document) : null;

    public static void Save(SqliteConnection connection, SqliteTransaction transaction, CallRecord record) =>
        connection.Execute(
            "INSERT OR REPLACE INTO call_record (call, received_at, closed, outcome, trunk, centre, queue, agent, caller, connected_after, "
            + "ended_after, talk_time, label_until, erasable, document) VALUES (@call, @receivedAt, @closed, @outcome, @trunk, @centre, @queue, @agent, @caller, "
            + "@connectedAfter, @endedAfter, @talkTime, @labelUntil, @erasable, @document)",
            new
            {
                call = record.Call.Value,
                receivedAt = Time.Microseconds(record.ReceivedAt),
                closed = record.IsClosed ? 1 : 0,
                outcome = record.Outcome?.WireName(),
                trunk = record.Trunk,
                centre = record.Centre,
                queue = record.Queue?.Value,
                agent = record.Agent?.Value,
                caller = record.CallerNumber,
                connectedAfter = record.ConnectedAfter is { } c ? Time.Microseconds(c) : (long?)null,
                endedAfter = record.EndedAfter is { } e ? Time.Microseconds(e) : (long?)null,
                talkTime = Time.Microseconds(record.TalkTime),
                labelUntil = CountsUntil(record) is { } until ? Time.Microseconds(until) : (long?)null,
                erasable = record is { IsClosed: true, Hold: null } && record.KeptRecordings.Any() ? 1 : 0,
                document = JsonSerializer.Serialize(record, RecordJson.Default.CallRecord),
            },
            transaction);

    public static void Forget(SqliteConnection connection, SqliteTransaction transaction, CallId call) =>
        connection.Execute("DELETE FROM call_record WHERE call = @call", new { call = call.Value }, transaction);

    public static IReadOnlyList<CallRecord> Last(SqliteConnection connection, RecordFilter filter)
    {
        var sql =
            "SELECT document FROM call_record WHERE (@centre IS NULL OR centre = @centre) AND (@queue IS NULL OR queue = @queue) "
            + "AND (@agent IS NULL OR agent = @agent) AND (@trunk IS NULL OR trunk = @trunk) AND (@outcome IS NULL OR outcome = @outcome) "
            + "AND (@caller IS NULL OR caller = @caller) AND (@closed IS NULL OR closed = @closed) "
            + "AND (@labelledAt IS NULL OR label_until > @labelledAt) AND received_at >= @from AND received_at < @to "
            + (filter.Before is null ? "" : "AND (received_at, call) < (SELECT received_at, call FROM call_record WHERE call = @before) ")
            + "ORDER BY received_at DESC, call DESC LIMIT @limit";
        return [.. connection.Query<string>(sql, new
        {
            centre = filter.Centre,
            queue = filter.Queue?.Value,
            agent = filter.Agent?.Value,
            trunk = filter.Trunk,
            outcome = filter.Outcome?.WireName(),
            caller = filter.Caller,
            closed = filter.Closed is { } closed ? (closed ? 1L : 0L) : (long?)null,
            from = filter.From is { } from ? Time.Microseconds(from) : long.MinValue,
            to = filter.To is { } to ? Time.Microseconds(to) : long.MaxValue,
            before = filter.Before?.Value,
            labelledAt = filter.LabelledAt is { } labelledAt ? Time.Microseconds(labelledAt) : (long?)null,
            limit = filter.Limit,
        }).Select(Record)];
    }

    /// <summary>Ended calls with recordings that no hold keeps, oldest first.</summary>
    public static IReadOnlyList<CallRecord> Erasable(SqliteConnection connection, DateTimeOffset before, string? centre, bool orNone, int limit) =>
        [.. connection.Query<string>(
            "SELECT document FROM call_record WHERE erasable = 1 AND received_at < @before "
            + "AND (@centre IS NULL OR centre = @centre OR (@orNone AND centre IS NULL)) ORDER BY received_at, call LIMIT @limit",
            new { before = Time.Microseconds(before), centre, orNone, limit })
            .Select(Record)];

    public static Dictionary<CallOutcome, int> Outcomes(SqliteConnection connection, DateTimeOffset from, DateTimeOffset to) =>
        connection.Query<OutcomeRow>(
            "SELECT outcome, count(*) AS calls FROM call_record WHERE closed = 1 AND outcome IS NOT NULL AND received_at >= @from "
            + "AND received_at < @to GROUP BY outcome",
            Span(from, to))
        .Where(r => CallOutcomes.Parse(r.Outcome) is not null)
        .ToDictionary(r => CallOutcomes.Parse(r.Outcome)!.Value, r => (int)r.Calls);

    /// <summary>As much of each record as figures need.</summary>
    public static List<CallRecord> Figures(SqliteConnection connection, DateTimeOffset from, DateTimeOffset to) =>
        [.. connection.Query<FigureRow>(
            "SELECT call, received_at AS receivedAt, queue, outcome, connected_after AS connectedAfter, ended_after AS endedAfter, "
            + "talk_time AS talkTime FROM call_record WHERE received_at >= @from AND received_at < @to ORDER BY received_at, call",
            Span(from, to))
        .Select(r => new CallRecord
        {
            Call = new CallId(r.Call),
            ReceivedAt = Time.FromMicroseconds(r.ReceivedAt),
            Queue = r.Queue is null ? null : new QueueId(r.Queue),
            Outcome = CallOutcomes.Parse(r.Outcome),
            ConnectedAfter = r.ConnectedAfter is { } c ? TimeSpan.FromMicroseconds(c) : null,
            EndedAfter = r.EndedAfter is { } e ? TimeSpan.FromMicroseconds(e) : null,
            TalkTime = TimeSpan.FromMicroseconds(r.TalkTime),
        })];

    public static CallbackEntry? FindCallback(SqliteConnection connection, string key) =>
        connection.QuerySingleOrDefault<string>("SELECT document FROM callback WHERE key = @key", new { key }) is { } document
            ? Callback(document)
            : null;

    public static void SaveCallback(SqliteConnection connection, SqliteTransaction transaction, string key, CallbackEntry? entry)
    {
        if (entry is null)
        {
            connection.Execute("DELETE FROM callback WHERE key = @key", new { key }, transaction);
            return;
        }

        connection.Execute(
            "INSERT OR REPLACE INTO callback (key, urgency, first_at, last_at, document) VALUES (@key, @urgency, @firstAt, @lastAt, @document)",
            new
            {
                key,
                urgency = CallbackList.Urgency(entry.Worst),
                firstAt = Time.Microseconds(entry.FirstAt),
                lastAt = Time.Microseconds(entry.LastAt),
                document = JsonSerializer.Serialize(entry, RecordJson.Default.CallbackEntry),
            },
            transaction);
    }

    public static IReadOnlyList<CallbackEntry> Callbacks(SqliteConnection connection, int limit) =>
        [.. connection.Query<string>("SELECT document FROM callback ORDER BY urgency, first_at, key LIMIT @limit", new { limit })
            .Select(Callback)];

    /// <summary>Entries whose last call was lost before an instant, longest ago first.</summary>
    public static IReadOnlyList<CallbackEntry> CallbacksBefore(SqliteConnection connection, DateTimeOffset before, int limit) =>
        [.. connection.Query<string>(
            "SELECT document FROM callback WHERE last_at < @before ORDER BY last_at, key LIMIT @limit", new { before = Time.Microseconds(before), limit })
            .Select(Callback)];

    public static void CallbackBegun(SqliteConnection connection, SqliteTransaction transaction, CallbackEntry entry) =>
        connection.Execute(
            "INSERT OR REPLACE INTO callback_outcome (id, lost_at, centre, callable) VALUES (@id, @lostAt, @centre, @callable)",
            new { id = entry.Id.Value, lostAt = Time.Microseconds(entry.FirstLostAt), centre = entry.Centre, callable = entry.Callable ? 1 : 0 },
            transaction);

    public static void CallbackTried(SqliteConnection connection, SqliteTransaction transaction, CallId id, DateTimeOffset at) =>
        connection.Execute(
            "UPDATE callback_outcome SET attempted_at = coalesce(attempted_at, @at) WHERE id = @id",
            new { id = id.Value, at = Time.Microseconds(at) }, transaction);

    public static void CallbackEnded(SqliteConnection connection, SqliteTransaction transaction, CallId id, DateTimeOffset at, CallbackEnd end) =>
        connection.Execute(
            "UPDATE callback_outcome SET ended_at = coalesce(ended_at, @at), ended = coalesce(ended, @end) WHERE id = @id",
            new { id = id.Value, at = Time.Microseconds(at), end = (int)end }, transaction);

    public static List<CallbackOutcome> CallbackOutcomes(SqliteConnection connection, DateTimeOffset from, DateTimeOffset to, string? centre) =>
        [.. connection.Query<CallbackRow>(
            "SELECT lost_at AS lostAt, centre, callable, attempted_at AS attemptedAt, ended_at AS endedAt, ended FROM callback_outcome "
            + "WHERE lost_at >= @from AND lost_at < @to AND (@centre IS NULL OR centre = @centre) ORDER BY lost_at, id",
            new { from = Time.Microseconds(from), to = Time.Microseconds(to), centre })
        .Select(r => new CallbackOutcome(
            Time.FromMicroseconds(r.LostAt),
            r.Centre,
            r.Callable == 1,
            r.AttemptedAt is { } a ? Time.FromMicroseconds(a) : null,
            r.EndedAt is { } e ? Time.FromMicroseconds(e) : null,
            (CallbackEnd?)r.Ended))];

    public static void SaveAgentEvent(SqliteConnection connection, SqliteTransaction transaction, long number, JournalEntry entry)
    {
        var row = entry.Payload switch
        {
            AgentStatusChanged p => new AgentRow(0, (long)p.Status, null, p.Reason, null, p.Agent),
            AgentStateChanged p => new AgentRow(0, (long)p.Status, (long)p.State, null, null, p.Agent),
            AgentLegEnded p => new AgentRow(0, 0, null, null, p.DeadMs, p.Agent),
            NodeStarted p => new AgentRow(Time.Microseconds(p.LastSeenAt ?? entry.At), 0, null, null, null),
            _ => null,
        };
        if (row is not null)
        {
            connection.Execute(
                "INSERT OR REPLACE INTO agent_event (number, agent, at, status, state, reason, dead_ms) "
                + "VALUES (@number, @agent, @at, @status, @state, @reason, @deadMs)",
                new
                {
                    number,
                    agent = row.Agent,
                    at = row.Agent.Length == 0 ? row.At : Time.Microseconds(entry.At),
                    status = row.Status,
                    state = row.State,
                    reason = row.Reason,
                    deadMs = row.DeadMs,
                },
                transaction);
        }
    }

    /// <summary>What the agent's times of a span are made from: with the last state before it, and the starts of the service.</summary>
    public static List<JournalEntry> AgentEvents(SqliteConnection connection, AgentId agent, DateTimeOffset from, DateTimeOffset to) =>
        [.. connection.Query<AgentRow>(
            "SELECT at, status, state, reason, dead_ms AS deadMs, agent FROM agent_event WHERE agent IN (@agent, '') AND at < @to AND at >= "
            + "coalesce((SELECT max(at) FROM agent_event WHERE agent = @agent AND at <= @from AND state IS NOT NULL), 0) "
            + "ORDER BY at, number",
            new { agent = agent.Value, from = Time.Microseconds(from), to = Time.Microseconds(to) })
        .Select(r => JournalEntry.OfNode(
            Time.FromMicroseconds(r.At),
            r switch
            {
                { Agent.Length: 0 } => new NodeStarted("", 0, Time.FromMicroseconds(r.At)),
                { State: { } state } => new AgentStateChanged(agent.Value, (AgentState)state, (AgentStatus)r.Status),
                { DeadMs: { } dead } => new AgentLegEnded(0, agent.Value, dead, 0),
                _ => new AgentStatusChanged(agent.Value, (AgentStatus)r.Status, r.Reason, ""),
            }))];

    /// <summary>Until when the call's label or block says something of later calls.</summary>
    private static DateTimeOffset? CountsUntil(CallRecord record)
    {
        var label = record.Label?.ExpiresAt;
        var block = record.Block is { ApprovedBy: not null, LiftedBy: null } b ? b.Until : (DateTimeOffset?)null;
        return label > block || block is null ? label : block;
    }

    private static object Span(DateTimeOffset from, DateTimeOffset to) =>
        new { from = Time.Microseconds(from), to = Time.Microseconds(to) };

    private static CallRecord Record(string document) => JsonSerializer.Deserialize(document, RecordJson.Default.CallRecord)!;

    private static CallbackEntry Callback(string document) => JsonSerializer.Deserialize(document, RecordJson.Default.CallbackEntry)!;

    private sealed record CheckpointRow(long Number, byte[] Hash);

    private sealed record OutcomeRow(string Outcome, long Calls);

    private sealed record CallbackRow(long LostAt, string? Centre, long Callable, long? AttemptedAt, long? EndedAt, long? Ended);

    private sealed record AgentRow(long At, long Status, long? State, string? Reason, long? DeadMs, string Agent = "");

    private sealed record FigureRow(
        string Call, long ReceivedAt, string? Queue, string? Outcome, long? ConnectedAfter, long? EndedAfter, long TalkTime);
}
