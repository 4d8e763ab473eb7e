using Gateway.Calls.Journal;
using Gateway.Storage.Journal;

namespace Gateway.Storage.Tests.Journal;

public sealed class InMemoryJournalTests : JournalContract
{
    protected override IJournal Open() => new InMemoryJournal("gw1", Salts.Counting());

    [Fact]
    public void Two_runs_of_one_history_are_equal_to_the_byte()
    {
        static byte[] Run()
        {
            using var journal = new InMemoryJournal("gw1", Salts.Counting());
            journal.Append(Calls.Answered("C1"));
            journal.Append(Calls.Abandoned("C2"));
            return journal.Dump();
        }

        Assert.Equal(Run(), Run());
    }

    [Fact]
    public void A_disk_that_hangs_keeps_entries_waiting_in_order()
    {
        using var journal = new InMemoryJournal("gw1", Salts.Counting());
        var done = 0;
        journal.Hold();
        journal.Append(Calls.Received("C1"), _ => done++);
        journal.Append(Calls.Received("C2"), _ => done++);
        Assert.Equal((0, 0L, 2L), (done, journal.Head.Number, journal.Statistics.Backlog));
        journal.Release();
        Assert.Equal((2, 2L), (done, journal.Head.Number));
        Assert.Equal(["C1", "C2"], journal.Read(0, 10).Select(e => e.Call!.Value.Value));
    }
}
