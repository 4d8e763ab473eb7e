using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Loops;
using Gateway.Media.Recording;
using Gateway.Operations;
using Gateway.Recovery;
using Gateway.Storage.Journal;

namespace Gateway.Tests.Recovery;

public sealed class LateSalvageTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly AlarmBoard _alarms = new(new SeededScheduler(1, Now).Time);

    [Fact]
    public void A_recording_of_a_call_that_had_ended_before_the_crash_comes_into_the_journal_with_its_hash_and_opens_no_call()
    {
        _journal.Append([
            new JournalEntry(new CallId("C1"), Now, TimeSpan.Zero, new EnterQueue("71.71/darurat", 1)),
            new JournalEntry(new CallId("C1"), Now, TimeSpan.Zero, new CallEnded(CallOutcome.AbandonedWaiting, "x"))]);
        WriteDown(new SalvagedRecording("/r/d/C1.wav.sealed", new string('a', 64), TimeSpan.FromSeconds(3), 96_000, null) { Damaged = 1 });
        var written = _journal.Read(2, 10).Select(e => e.Read()!).ToList();
        Assert.All(written, e => Assert.Equal(new CallId("C1"), e.Call));
        Assert.Contains("1 half seconds", Assert.IsType<RecordingFailed>(written[0].Payload).Reason, StringComparison.Ordinal);
        Assert.Equal(new RecordingCommitted("d/C1.wav.sealed", new string('a', 64), 3000, 96_000, true), written[1].Payload);
        Assert.Empty(_journal.OpenCalls());
        Assert.Empty(_alarms.Snapshot());
    }

    public void Dispose() => _journal.Dispose();

    [Fact]
    public void One_that_cannot_be_made_whole_is_an_alarm_that_says_why()
    {
        WriteDown(new SalvagedRecording("/r/d/C1.wav.sealed.part", null, TimeSpan.Zero, 0, "the key 'x' is not configured"));
        Assert.Empty(_journal.Read(0, 10));
        var alarm = Assert.Single(_alarms.Snapshot());
        Assert.Equal("recording_not_salvaged", alarm.Kind);
        Assert.Contains("the key 'x'", alarm.Text, StringComparison.Ordinal);
    }

    private void WriteDown(SalvagedRecording salvaged) => new RestartRecovery(_journal, "/r", _alarms).WriteDown([salvaged], _ => null, Now);
}
