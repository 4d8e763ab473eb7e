using Dapper;
using Gateway.Acd;
using Gateway.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.State;

/// <summary>Bindings, agent statuses and declared service states in a SQLite file of their own, written behind by one thread.</summary>
public sealed class SqliteStateStore : IStateStore
{
    private const int Capacity = 50_000;

    private readonly SqliteFile _file;
    private readonly Action<StorageAlarm> _onAlarm;
    private readonly WriterThread<Change> _writer;
    private SqliteConnection? _connection;
    private long _lost;

    /// <param name="path">The file; it is made when missing.</param>
    /// <param name="onAlarm">Told of trouble, on any thread; must return at once and never throw.</param>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    public SqliteStateStore(string path, TimeProvider time, Action<StorageAlarm> onAlarm)
    {
        ArgumentNullException.ThrowIfNull(onAlarm);
        _onAlarm = onAlarm;
        _file = new SqliteFile(path, "state", "NORMAL");
        _writer = new WriterThread<Change>(
            new WriterOptions<Change>("state", Capacity, 500, Write, OnWritten, OnFailing, OnRecovered, OnAbandoned), time);
    }

    /// <summary>Changes that never reached the disk.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void SaveBinding(StoredBinding binding)
    {
        ArgumentNullException.ThrowIfNull(binding);
        Post(
            "INSERT OR REPLACE INTO binding (aor, contact, expires_at, listener, transport, local_flow, remote_flow, connection_id, "
            + "instance_id, q, call_id, cseq, user_agent) VALUES (@Aor, @Contact, @ExpiresAt, @Listener, @Transport, @LocalFlow, "
            + "@RemoteFlow, @ConnectionId, @InstanceId, @Q, @CallId, @CSeq, @UserAgent)",
            BindingRow.Of(binding));
    }

    public void RemoveBinding(string aor, string contact) =>
        Post("DELETE FROM binding WHERE aor = @aor AND contact = @contact", new { aor, contact });

    public void RemoveBindings(string aor) => Post("DELETE FROM binding WHERE aor = @aor", new { aor });

    public IReadOnlyList<StoredBinding> LoadBindings(DateTimeOffset now)
    {
        Post("DELETE FROM binding WHERE expires_at <= @now", new { now = Time.Microseconds(now) });
        Flush();
        using var connection = _file.OpenReader();
        return [.. connection.Query<BindingRow>(
            "SELECT aor, contact, expires_at AS expiresAt, listener, transport, local_flow AS localFlow, remote_flow AS remoteFlow, "
            + "connection_id AS connectionId, instance_id AS instanceId, q, call_id AS callId, cseq AS cSeq, user_agent AS userAgent "
            + "FROM binding WHERE expires_at > @now ORDER BY aor, contact",
            new { now = Time.Microseconds(now) }).Select(r => r.ToBinding())];
    }

    public void SaveStatus(StoredAgentStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        Post(
            "INSERT OR REPLACE INTO agent_status (agent, status, reason, since) VALUES (@agent, @status, @reason, @since)",
            new
            {
                agent = status.Agent.Value,
                status = Word(status.Status),
                reason = status.Reason,
                since = Time.Microseconds(status.Since),
            });
    }

    public void RemoveStatus(AgentId agent) => Post("DELETE FROM agent_status WHERE agent = @agent", new { agent = agent.Value });

    public IReadOnlyList<StoredAgentStatus> LoadStatuses()
    {
        Flush();
        using var connection = _file.OpenReader();
        return [.. connection.Query<StatusRow>("SELECT agent, status, reason, since FROM agent_status ORDER BY agent")
            .Select(r => new StoredAgentStatus(new AgentId(r.Agent), Status(r.Status), r.Reason, Time.FromMicroseconds(r.Since)))];
    }

    public void SaveServiceState(StoredServiceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Post(
            "INSERT OR REPLACE INTO service_state (centre, open, declared_by, since) VALUES (@centre, @open, @by, @since)",
            new { centre = state.Centre, open = state.Open ? 1 : 0, by = state.By, since = Time.Microseconds(state.Since) });
    }

    public void RemoveServiceState(string centre) => Post("DELETE FROM service_state WHERE centre = @centre", new { centre });

    public IReadOnlyList<StoredServiceState> LoadServiceStates()
    {
        Flush();
        using var connection = _file.OpenReader();
        return [.. connection.Query<ServiceStateRow>("SELECT centre, open, declared_by AS declaredBy, since FROM service_state ORDER BY centre")
            .Select(r => new StoredServiceState(r.Centre, r.Open != 0, r.DeclaredBy, Time.FromMicroseconds(r.Since)))];
    }

    /// <summary>Writes what waits (once, if the disk fails) and closes the file.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _connection?.Dispose();
        _file.Dispose();
    }

    private static string Word(AgentStatus status) => status switch
    {
        AgentStatus.Available => "available",
        AgentStatus.AvailableOnDemand => "available_on_demand",
        AgentStatus.OnBreak => "on_break",
        _ => "logged_out",
    };

    private static AgentStatus Status(string word) => word switch
    {
        "available" => AgentStatus.Available,
        "available_on_demand" => AgentStatus.AvailableOnDemand,
        "on_break" => AgentStatus.OnBreak,
        _ => AgentStatus.LoggedOut,
    };

    private void Post(string sql, object arguments)
    {
        if (!_writer.TryPost(new Change(sql, arguments, null)) && Interlocked.Increment(ref _lost) == 1)
        {
            _onAlarm(new StorageAlarm(StorageAlarms.StateFailing, $"{_file.Path}: changes are being lost; look at the disk", true));
        }
    }

    // Only reading waits, at start and in tests; a failing disk gives what is there.
    private void Flush()
    {
        var done = new TaskCompletionSource();
        if (_writer.TryPost(new Change(null, null, done)))
        {
            while (!done.Task.Wait(50) && !_writer.Failing)
            {
            }
        }
    }

    private void Write(IReadOnlyList<Change> group)
    {
        try
        {
            _connection ??= _file.OpenWriter();
            using var transaction = _connection.BeginTransaction();
            foreach (var change in group)
            {
                if (change.Sql is not null)
                {
                    _connection.Execute(change.Sql, change.Arguments, transaction);
                }
            }

            transaction.Commit();
        }
        catch
        {
            _connection?.Dispose();
            _connection = null;
            throw;
        }
    }

    private void OnWritten(IReadOnlyList<Change> group)
    {
        foreach (var change in group)
        {
            change.Done?.TrySetResult();
        }
    }

    private void OnFailing(Exception fault) =>
        _onAlarm(new StorageAlarm(StorageAlarms.StateFailing, $"{_file.Path} cannot be written: {fault.Message}; look at the disk", true));

    private void OnRecovered() => _onAlarm(new StorageAlarm(StorageAlarms.StateFailing, $"{_file.Path} is written again", false));

    private void OnAbandoned(IReadOnlyList<Change> group) => Interlocked.Add(ref _lost, group.Count(c => c.Sql is not null));

    private sealed record Change(string? Sql, object? Arguments, TaskCompletionSource? Done);

    private sealed record ServiceStateRow(string Centre, long Open, string DeclaredBy, long Since);

    private sealed record StatusRow(string Agent, string Status, string? Reason, long Since);

    private sealed record BindingRow(
        string Aor, string Contact, long ExpiresAt, string Listener, string Transport, string LocalFlow, string RemoteFlow,
        long ConnectionId, string? InstanceId, double Q, string CallId, long CSeq, string? UserAgent)
    {
        public static BindingRow Of(StoredBinding b) => new(
            b.Aor, b.Contact, Time.Microseconds(b.ExpiresAt), b.Listener, b.Transport, b.LocalFlow, b.RemoteFlow, b.ConnectionId,
            b.InstanceId, b.Q, b.CallId, b.CSeq, b.UserAgent);

        public StoredBinding ToBinding() => new(
            Aor, Contact, Time.FromMicroseconds(ExpiresAt), Listener, Transport, LocalFlow, RemoteFlow, ConnectionId,
            InstanceId, Q, CallId, CSeq, UserAgent);
    }
}
