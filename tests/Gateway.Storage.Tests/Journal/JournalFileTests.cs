using Dapper;
using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Storage.Journal;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage.Tests.Journal;

/// <summary>A journal's file in an auditor's hands: what was done to it shows, and at which number.</summary>
public sealed class JournalFileTests : IDisposable
{
    private const int Last = 14;
    private readonly TemporaryFolder _folder = new();

    public JournalFileTests()
    {
        using var journal = Open();
        journal.Append([.. Calls.Answered("C1"), .. Calls.Answered("C2", at: 90)]);
    }

    [Fact]
    public void A_whole_file_is_whole_also_while_it_is_written()
    {
        Assert.Equal((Last, 0L, (long?)Last, (string?)null), Verdict());
        using var journal = Open();
        using var done = new ManualResetEventSlim();
        journal.Append([Calls.Received("C3", at: 200)], _ => done.Set());
        Assert.True(done.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal((Last + 1, 0L, (long?)Last, (string?)null), Verdict());
    }

    [Fact]
    public void An_erased_person_leaves_it_whole()
    {
        using (var journal = Open())
        {
            Assert.Equal(7, journal.Erase(new CallId("C1")));
        }

        Assert.Equal((Last, 7L, (long?)Last, (string?)null), Verdict());
    }

    [Theory]
    [InlineData("UPDATE event SET payload = CAST(replace(CAST(payload AS TEXT), '112', '113') AS BLOB) WHERE number = 8", 7, "event 8: the payload was changed")]
    [InlineData("UPDATE event SET salt = zeroblob(16) WHERE number = 5", 4, "event 5: the payload was changed")]
    [InlineData("UPDATE event SET at = at + 1 WHERE number = 5", 4, "event 5: the chain is broken here")]
    [InlineData("UPDATE event SET hash = zeroblob(32) WHERE number = 5", 4, "event 5: the chain is broken here")]
    [InlineData("UPDATE event SET payload = NULL WHERE number = 5", 4, "event 5 is half erased")]
    [InlineData("UPDATE event SET node = 'gw2' WHERE number = 5", 4, "event 5 is of node gw2, not gw1")]
    [InlineData("DELETE FROM event WHERE number = 5", 4, "event 5 is missing: 6 follows 4")]
    [InlineData("DELETE FROM event WHERE number = 1", 0, "event 1 is missing: 2 follows 0")]
    [InlineData("DELETE FROM event WHERE number > 12", 12, "the tail is missing: event 14 was anchored, the last one here is 12")]
    [InlineData("DELETE FROM event", 0, "the tail is missing: event 14 was anchored, the last one here is 0")]
    public void What_was_done_to_it_shows_at_its_number(string deed, long good, string fault)
    {
        using (var connection = new SqliteConnection($"Data Source={_folder["journal.db"]};Pooling=False"))
        {
            connection.Open();
            connection.Execute(deed);
        }

        Assert.Equal((good, 0L, (long?)Last, (string?)fault), Verdict());
    }

    [Fact]
    public void A_tail_that_was_written_anew_is_not_the_one_that_was_anchored()
    {
        foreach (var suffix in new[] { "", "-wal", "-shm" })
        {
            File.Delete(_folder["journal.db"] + suffix);
        }

        File.Copy(_folder["journal.anchor"], _folder["kept.anchor"]);
        using (var journal = Open())
        {
            journal.Append([.. Calls.Answered("C1"), .. Calls.Answered("C9", at: 90)]);
        }

        Assert.Equal("event 14 is not the one that was anchored", JournalFile.Verify(_folder["journal.db"], _folder["kept.anchor"]).Fault);
    }

    [Fact]
    public void Without_an_anchor_the_rest_is_checked()
    {
        File.Delete(_folder["journal.anchor"]);
        Assert.Equal((Last, 0L, (long?)null, (string?)null), Verdict());
    }

    [Fact]
    public void What_is_not_there_or_no_journal_cannot_be_read()
    {
        Assert.Throws<SqliteException>(() => JournalFile.Verify(_folder["none.db"], _folder["journal.anchor"]));
        File.WriteAllText(_folder["text.db"], new string('x', 5000));
        Assert.Throws<SqliteException>(() => JournalFile.Verify(_folder["text.db"], _folder["journal.anchor"]));
    }

    public void Dispose() => _folder.Dispose();

    private SqliteJournal Open() =>
        new(new SqliteJournalOptions(_folder["journal.db"], "gw1") { AnchorPath = _folder["journal.anchor"] }, TimeProvider.System);

    private (long Events, long Erased, long? Anchored, string? Fault) Verdict()
    {
        var verdict = JournalFile.Verify(_folder["journal.db"], _folder["journal.anchor"]);
        Assert.Equal(verdict.Events, verdict.Head.Number);
        return (verdict.Events, verdict.Erased, verdict.Anchored, verdict.Fault);
    }
}
