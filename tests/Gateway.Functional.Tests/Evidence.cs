using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Storage.Journal;
using Gateway.Storage.Records;
using Gateway.TestKit;

namespace Gateway.Functional.Tests;

/// <summary>What a stopped gateway left in its data folder, read with the code that writes it.</summary>
internal sealed class Evidence : IDisposable
{
    private readonly SqliteJournal _journal;
    private readonly SqliteRecords _records;

    public Evidence(TestGateway gateway)
    {
        Data = gateway.Data;
        _journal = new SqliteJournal(new SqliteJournalOptions(Path.Combine(gateway.Data, "journal.db"), "test"), TimeProvider.System);
        _records = new SqliteRecords(Path.Combine(gateway.Data, "records.db"), _journal, TimeProvider.System, _ => { });
        Assert.True(_records.WaitFor(_journal.Head.Number, TimeSpan.FromSeconds(30)), "the records did not reach the journal's end");
    }

    public string Data { get; }

    /// <summary>Every event, in order.</summary>
    public IReadOnlyList<JournalEvent> Events()
    {
        var events = new List<JournalEvent>();
        while (_journal.Read(events.Count, 1000) is { Count: > 0 } page)
        {
            events.AddRange(page);
        }

        return events;
    }

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<CallRecord> Records() => [.. _records.Last(new RecordFilter(10_000)).OrderBy(r => r.ReceivedAt)];

    /// <summary>Numbers follow each other without gaps, no loss was journalled, and every hash fits.</summary>
    public void JournalIsWhole()
    {
        var events = Events();
        Assert.Equal(Enumerable.Range(1, events.Count).Select(n => (long)n), events.Select(e => e.Number));
        Assert.DoesNotContain(events, e => e.Name == "JournalGap");
        Assert.Null(_journal.Verify());
    }

    /// <summary>The recording of a record, whose bytes are those that the journal hashed.</summary>
    /// <param name="part">From 1; one more for each restart that the call outlived.</param>
    public Wav Recording(CallRecord record, int part = 1)
    {
        var committed = record.Recordings.ElementAtOrDefault(part - 1)
            ?? throw new InvalidDataException($"call {record.Call} has no recording {part}: {string.Join("; ", record.RecordingTrouble)}");
        var path = Path.Combine(Data, "recordings", committed.Path);
        using (var file = File.OpenRead(path))
        {
            Assert.Equal(committed.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file)));
        }

        return Wav.Read(path);
    }

    public void Dispose()
    {
        _records.Dispose();
        _journal.Dispose();
    }
}
