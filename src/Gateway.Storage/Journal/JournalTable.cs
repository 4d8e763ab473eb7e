using System.Data;
using Dapper;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Journal;

/// <summary>The statements of journal.db.</summary>
internal static class JournalTable
{
    private const string Columns = "number, node, call, at, elapsed, name, version, salt, payload, content_hash AS contentHash, hash";

    public static JournalHead? Head(SqliteConnection connection) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM event ORDER BY number DESC LIMIT 1") is { } row
            ? JournalHead.Of(row.ToEvent())
            : null;

    public static List<JournalEvent> Read(SqliteConnection connection, long after, int limit) =>
        Events(connection, $"SELECT {Columns} FROM event WHERE number > @after ORDER BY number LIMIT @limit", new { after, limit });

    public static List<JournalEvent> ReadCall(SqliteConnection connection, CallId call) =>
        Events(connection, $"SELECT {Columns} FROM event WHERE call = @call ORDER BY number", new { call = call.Value });

    public static List<CallId> OpenCalls(SqliteConnection connection) =>
        [.. connection.Query<string>("SELECT call FROM open_call ORDER BY number").Select(c => new CallId(c))];

    public static int Erase(SqliteConnection connection, SqliteTransaction transaction, CallId call) =>
        connection.Execute(
            "UPDATE event SET salt = NULL, payload = NULL WHERE call = @call AND payload IS NOT NULL",
            new { call = call.Value },
            transaction);

    /// <summary>An insert statement that is prepared once per group; the hot statement of the file.</summary>
    public static SqliteCommand PrepareInsert(SqliteConnection connection, SqliteTransaction transaction)
    {
        var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText =
            "INSERT INTO event (number, node, call, at, elapsed, name, version, salt, payload, content_hash, hash) "
            + "VALUES ($number, $node, $call, $at, $elapsed, $name, $version, $salt, $payload, $contentHash, $hash)";
        string[] names = ["number", "node", "call", "at", "elapsed", "name", "version", "salt", "payload", "contentHash", "hash"];
        foreach (var name in names)
        {
            insert.Parameters.Add(new SqliteParameter("$" + name, DBNull.Value));
        }

        insert.Prepare();
        return insert;
    }

    public static void Insert(SqliteCommand insert, JournalEvent e)
    {
        var p = insert.Parameters;
        p[0].Value = e.Number;
        p[1].Value = e.Node;
        p[2].Value = (object?)e.Call?.Value ?? DBNull.Value;
        p[3].Value = Time.Microseconds(e.At);
        p[4].Value = e.Elapsed is { } elapsed ? Time.Microseconds(elapsed) : DBNull.Value;
        p[5].Value = e.Name;
        p[6].Value = e.Version;
        p[7].Value = (object?)e.Salt?.ToArray() ?? DBNull.Value;
        p[8].Value = (object?)e.Payload?.ToArray() ?? DBNull.Value;
        p[9].Value = e.ContentHash.ToArray();
        p[10].Value = e.Hash.ToArray();
        insert.ExecuteNonQuery();
    }

    /// <summary>Keeps the table of open calls in step with one event.</summary>
    public static void Follow(SqliteConnection connection, SqliteTransaction transaction, JournalEvent e, JournalPayload payload)
    {
        if (OpenCallSet.Effect(payload) is not { } opens || e.Call is not { } call)
        {
            return;
        }

        connection.Execute(
            opens ? "INSERT OR IGNORE INTO open_call (call, number) VALUES (@call, @number)" : "DELETE FROM open_call WHERE call = @call",
            new { call = call.Value, number = e.Number },
            transaction);
    }

    private static List<JournalEvent> Events(SqliteConnection connection, string sql, object arguments) =>
        [.. connection.Query<Row>(sql, arguments).Select(r => r.ToEvent())];

    private sealed record Row(
        long Number, string Node, string? Call, long At, long? Elapsed, string Name, long Version,
        byte[]? Salt, byte[]? Payload, byte[] ContentHash, byte[] Hash)
    {
        public JournalEvent ToEvent() => new(
            Node,
            Number,
            Call is null ? null : new CallId(Call),
            Time.FromMicroseconds(At),
            Elapsed is { } e ? TimeSpan.FromMicroseconds(e) : null,
            Name,
            (int)Version,
            Salt is null ? (ReadOnlyMemory<byte>?)null : Salt,
            Payload is null ? (ReadOnlyMemory<byte>?)null : Payload,
            ContentHash,
            Hash);
    }
}
