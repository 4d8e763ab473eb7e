using Gateway.Acd;
using Gateway.CallControl;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;
using Gateway.Loops;
using Gateway.Operations;
using Gateway.Screening;
using Gateway.Storage.Journal;

namespace Gateway.Tests.Screening;

/// <summary>The owner of the board: what reaches it, and that it sleeps while nothing happens.</summary>
public sealed class ScreeningDeskTests : IDisposable
{
    private const string Number = "+6281234567890";
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    private readonly SeededScheduler _scheduler = new(1, Start);
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly List<AcdEvent> _acd = [];
    private readonly ScreeningDesk _desk;
    private TimeSpan _passed;

    public ScreeningDeskTests()
    {
        var time = _scheduler.Time;
        _desk = new ScreeningDesk(
            _scheduler,
            new ScreeningDesk.Services(
                _ => new ScreeningOptions { Mode = ScreeningMode.Rank }, time.GetUtcNow, _acd.Add, new CallTable(), new AlarmBoard(time)));
        _journal.Committed += _desk.OnCommitted;
    }

    [Fact]
    public void A_silent_caller_is_set_back_as_time_passes_and_a_voice_ends_it()
    {
        _desk.Seen(Call("a"));
        Pass(TimeSpan.FromSeconds(25));
        Assert.Equal(new AcdEvent.SetPenalty(new CallId("a"), TimeSpan.FromSeconds(6)), _acd[^1]);
        _desk.Seen(Call("a") with { VoiceHeard = true });
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new AcdEvent.SetPenalty(new CallId("a"), TimeSpan.Zero), _acd[^1]);
    }

    [Fact]
    public void Records_of_before_a_restart_and_labels_of_the_journal_are_evidence()
    {
        var past = new CallId("past");
        _desk.Restore([new CallRecord { Call = past, ReceivedAt = Start.AddHours(-1), CallerNumber = Number, Callable = true, EndedAfter = TimeSpan.FromMinutes(1) }]);
        _journal.Append(new JournalEntry(past, Start, null, new CallLabelled(CallLabel.Prank, "ani", null, Start.AddDays(1))));
        Pass(TimeSpan.FromMilliseconds(1));
        _desk.Seen(Call("a") with { VoiceHeard = true });
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new AcdEvent.SetPenalty(new CallId("a"), TimeSpan.FromSeconds(5)), Assert.Single(_acd));
        _journal.Append(new JournalEntry(past, Start, null, new LabelReversed("budi", "was real")));
        Pass(TimeSpan.FromSeconds(2));
        Assert.Equal(new AcdEvent.SetPenalty(new CallId("a"), TimeSpan.Zero), _acd[^1]);
    }

    [Fact]
    public void Incidents_are_shown_acknowledged_and_end()
    {
        foreach (var call in new[] { "a", "b", "c" })
        {
            _desk.Seen(Call(call) with { Cell = "510-10/LTE/1F4A/0A3B201" });
        }

        Pass(TimeSpan.FromSeconds(2));
        var (group, waiting) = Assert.Single(_desk.Incidents);
        Assert.Equal((3, 3, "a"), (group.InWindow, waiting, group.Id));
        List<int?> answers = [];
        _desk.Acknowledge("a", "ani", answers.Add);
        _desk.Acknowledge("nothing", "ani", answers.Add);
        Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal([3, null], answers);
        foreach (var call in new[] { "a", "b", "c" })
        {
            _desk.Seen(Call(call) with { Phase = CallPhase.Ended });
        }

        Pass(TimeSpan.FromMinutes(6));
        Assert.Empty(_desk.Incidents);
    }

    public void Dispose()
    {
        _desk.Dispose();
        _journal.Dispose();
    }

    private void Pass(TimeSpan time) => _scheduler.RunUntil(_passed += time);

    private static SeenCall Call(string id) =>
        new(new CallId(id), Start, CallPhase.Waiting, "71.71", Number, null, null, null, null, null, true, false, "", false);
}
