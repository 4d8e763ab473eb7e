using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Sqlite;

/// <summary>One SQLite file in WAL mode: schema, one writing connection, pooled reading ones.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly string _write;
    private readonly string _read;
    private readonly string _synchronous;

    /// <param name="schema">Folder of the embedded migrations.</param>
    /// <param name="synchronous">FULL: a commit is on the disk when it returns. NORMAL: the last ones may be lost with the power.</param>
    /// <exception cref="SqliteException">The file cannot be opened or is no database.</exception>
    public SqliteFile(string path, string schema, string synchronous)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        _synchronous = synchronous;
        // Microsoft.Data.Sqlite itself waits this many seconds for a locked file.
        _write = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = 1 }.ToString();
        _read = new SqliteConnectionStringBuilder { DataSource = Path, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 5 }.ToString();
        Migrate(schema);
    }

    public string Path { get; }

    /// <summary>A connection that may write; the caller owns it.</summary>
    public SqliteConnection OpenWriter()
    {
        var connection = new SqliteConnection(_write);
        try
        {
            connection.Open();
            // Erased data is overwritten, not only unlinked.
            connection.Execute($"PRAGMA journal_mode=WAL; PRAGMA synchronous={_synchronous}; PRAGMA secure_delete=ON;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>A connection that only reads, from the pool; any thread, the caller owns it.</summary>
    public SqliteConnection OpenReader()
    {
        var connection = new SqliteConnection(_read);
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes a version of the content into a file that has none.</summary>
    /// <param name="version">At least 1.</param>
    /// <returns>False when the file has another one.</returns>
    public bool ClaimVersion(int version)
    {
        using var connection = OpenWriter();
        var found = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (found == 0)
        {
            connection.Execute($"PRAGMA user_version = {version}");
            return true;
        }

        return found == version;
    }

    public void Dispose()
    {
        using var pooled = new SqliteConnection(_read);
        SqliteConnection.ClearPool(pooled);
    }

    private void Migrate(string schema)
    {
        using (var connection = OpenWriter())
        {
            // DbUp retries nothing and reports a foreign file in many words: ask the file itself first.
            connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema");
        }

        var result = DeployChanges.To.SqliteDatabase(_write)
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.StartsWith(schema + "/", StringComparison.Ordinal))
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw result.Error;
        }
    }
}
