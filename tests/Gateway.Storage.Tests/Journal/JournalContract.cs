using System.Collections.Concurrent;
using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;

namespace Gateway.Storage.Tests.Journal;

/// <summary>What every journal must do; run on each implementation.</summary>
public abstract class JournalContract : IDisposable
{
    private readonly List<IDisposable> _made = [];

    protected abstract IJournal Open();

    private IJournal Journal()
    {
        var journal = Open();
        _made.Add(journal);
        return journal;
    }

    internal static bool AppendAndWait(IJournal journal, params IReadOnlyList<JournalEntry> entries)
    {
        var done = new TaskCompletionSource<bool>();
        journal.Append(entries, done.SetResult);
        return done.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    [Fact]
    public void What_was_appended_is_read_back_in_order_and_unchanged()
    {
        var journal = Journal();
        var entries = Calls.Answered("C1");
        Assert.True(AppendAndWait(journal, entries));
        Assert.True(AppendAndWait(journal, JournalEntry.OfNode(Calls.Start, new NodeStopped("test"))));
        var read = journal.Read(0, 100);
        Assert.Equal([.. entries, JournalEntry.OfNode(Calls.Start, new NodeStopped("test"))], read.Select(e => e.Read()!));
        Assert.Equal(Enumerable.Range(1, 8).Select(n => (long)n), read.Select(e => e.Number));
        Assert.Equal(8, journal.Head.Number);
        Assert.Null(journal.Verify());
    }

    [Fact]
    public void Pages_go_on_after_a_number()
    {
        var journal = Journal();
        AppendAndWait(journal, Calls.Answered("C1"));
        Assert.Equal([3, 4], journal.Read(2, 2).Select(e => (int)e.Number));
        Assert.Empty(journal.Read(7, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.Read(0, 0));
    }

    [Fact]
    public void A_call_is_read_alone()
    {
        var journal = Journal();
        AppendAndWait(journal, [.. Calls.Answered("C1"), .. Calls.Abandoned("C2")]);
        Assert.Equal(4, journal.ReadCall(new CallId("C2")).Count);
        Assert.Empty(journal.ReadCall(new CallId("C3")));
    }

    [Fact]
    public void Calls_without_CallEnded_are_open_oldest_first()
    {
        var journal = Journal();
        AppendAndWait(journal, Calls.Received("C9"), Calls.Received("C1"), Calls.Received("C5"));
        AppendAndWait(journal, Calls.Ended("C1", 0, 1, CallOutcome.AbandonedBeforeQueue));
        AppendAndWait(journal, Calls.Of("C1", 0, 2, new RecordingFailed("late")));
        Assert.Equal(["C9", "C5"], journal.OpenCalls().Select(c => c.Value));
    }

    [Fact]
    public void Committed_tells_every_event_once_in_order()
    {
        var journal = Journal();
        ConcurrentQueue<long> told = [];
        journal.Committed += events =>
        {
            foreach (var e in events)
            {
                told.Enqueue(e.Number);
            }
        };
        for (var i = 0; i < 50; i++)
        {
            journal.Append(Calls.Received($"C{i}"));
        }

        AppendAndWait(journal, Calls.Received("last"));
        journal.Dispose();
        Assert.Equal(Enumerable.Range(1, 51).Select(n => (long)n), told);
    }

    [Fact]
    public void Erasing_a_call_takes_the_person_and_leaves_the_chain()
    {
        var journal = Journal();
        AppendAndWait(journal, [.. Calls.Answered("C1"), .. Calls.Abandoned("C2")]);
        Assert.Equal(7, journal.Erase(new CallId("C1")));
        Assert.Equal(0, journal.Erase(new CallId("C1")));
        Assert.All(journal.ReadCall(new CallId("C1")), e => Assert.True(e.IsErased));
        Assert.All(journal.ReadCall(new CallId("C2")), e => Assert.False(e.IsErased));
        Assert.Null(journal.Verify());
    }

    [Fact]
    public void An_anchor_shows_a_cut_tail_and_another_history()
    {
        var journal = Journal();
        AppendAndWait(journal, Calls.Answered("C1"));
        Assert.Null(journal.Verify(journal.Head));
        Assert.Contains("tail is missing", journal.Verify(journal.Head with { Number = 9 })!, StringComparison.Ordinal);
        var other = journal.Head with { Hash = new byte[32] };
        Assert.Contains("not the one that was anchored", journal.Verify(other)!, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_cannot_be_written_becomes_a_gap_of_one_and_harms_no_other()
    {
        var journal = Journal();
        AppendAndWait(
            journal,
            Calls.Received("C1"),
            Calls.Of("C1", 0, 1, new LocationFound("71.71", double.NaN, 1, 1, "cell", "pani", [], false, [])),
            Calls.Ended("C1", 0, 2, CallOutcome.Answered));
        Assert.Equal(["CallReceived", "JournalGap", "CallEnded"], journal.Read(0, 10).Select(e => e.Name));
        Assert.Null(journal.Verify());
    }

    [Fact]
    public void Nothing_to_append_is_done_at_once() => Assert.True(AppendAndWait(Journal()));

    [Fact]
    public void After_disposal_nothing_is_taken_in_and_nobody_hangs()
    {
        var journal = Journal();
        journal.Dispose();
        Assert.False(AppendAndWait(journal, Calls.Received("C1")));
    }

    [Fact]
    public void Many_threads_append_and_the_chain_holds()
    {
        var journal = Journal();
        var threads = Enumerable.Range(0, 4).Select(t => new Thread(() =>
        {
            for (var i = 0; i < 250; i++)
            {
                journal.Append(Calls.Received($"T{t}C{i}"));
            }
        })).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        AppendAndWait(journal, Calls.Received("last"));
        Assert.Equal(1001, journal.Head.Number);
        Assert.Null(journal.Verify());
        for (var t = 0; t < 4; t++)
        {
            var own = journal.Read(0, 10_000).Select(e => e.Call!.Value.Value).Where(c => c.StartsWith($"T{t}", StringComparison.Ordinal));
            Assert.Equal(Enumerable.Range(0, 250).Select(i => $"T{t}C{i}"), own);
        }
    }

    public void Dispose()
    {
        _made.ForEach(m => m.Dispose());
        CleanUp();
        GC.SuppressFinalize(this);
    }

    protected virtual void CleanUp()
    {
    }
}
