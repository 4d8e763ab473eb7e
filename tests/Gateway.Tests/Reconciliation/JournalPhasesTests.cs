using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;
using Gateway.Reconciliation;
using Gateway.Storage.Journal;

namespace Gateway.Tests.Reconciliation;

public sealed class JournalPhasesTests : IDisposable
{
    private static readonly CallId Call = new("A");
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly JournalPhases _phases = new();

    public JournalPhasesTests() => _journal.Committed += _phases.OnCommitted;

    [Fact]
    public void A_call_is_open_from_its_first_event_to_its_end()
    {
        Append(new EnterQueue("71.71/darurat", 1));
        Assert.Equal(CallPhase.Waiting, _phases.Phases[Call]);
        Append(new CallEnded(CallOutcome.AbandonedWaiting, "caller hung up"));
        Assert.Empty(_phases.Phases);
    }

    [Fact]
    public void What_a_slow_disk_tells_of_a_recording_after_the_end_opens_no_call()
    {
        Append(new EnterQueue("71.71/darurat", 1));
        Append(new CallEnded(CallOutcome.AbandonedWaiting, "caller hung up"));
        Append(new RecordingFailed("not committed in time"));
        Append(new RecordingCommitted("A.wav", new string('0', 64), 1, 1, Salvaged: false));
        Assert.Empty(_phases.Phases);
    }

    [Fact]
    public void What_people_do_with_a_call_after_its_end_opens_no_call()
    {
        Append(new EnterQueue("71.71/darurat", 1));
        Append(new CallEnded(CallOutcome.AbandonedWaiting, "caller hung up"));
        Append(new CallLabelled(CallLabel.Ghost, "ani", null, DateTimeOffset.UnixEpoch));
        Append(new LabelReversed("ani", "was real"));
        Append(new CallbackAttempted("+62812", "ani", "no answer", Settled: false));
        Assert.Empty(_phases.Phases);
    }

    public void Dispose() => _journal.Dispose();

    private void Append(JournalPayload payload) =>
        _journal.Append(new JournalEntry(Call, new DateTimeOffset(2026, 8, 17, 0, 0, 0, TimeSpan.Zero), TimeSpan.Zero, payload));
}
