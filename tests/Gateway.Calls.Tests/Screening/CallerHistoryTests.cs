using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Tests.Screening;

public sealed class CallerHistoryTests
{
    private const string Number = "+6281234567890";
    private static readonly CallScored Silence = new(15, 0, [new ScoredEvidence("silence", 15, "silent for 10 s")]);

    private readonly CallerHistory _history = new();
    private int _calls;

    [Fact]
    public void Silent_and_short_calls_of_a_number_or_a_device_count_for_a_day()
    {
        Add(silent: true);
        Add(silent: true, number: null, device: "imei-1");
        Add(ended: 2);
        Add(silent: true, number: "+62899");
        Assert.Equal(new CallerPast(1, 0, 1, 0, 0, 0), _history.Of(Number, null, null, A.Start));
        Assert.Equal(new CallerPast(2, 0, 1, 0, 0, 0), _history.Of(Number, "imei-1", null, A.Start));
        Assert.Equal(CallerPast.None, _history.Of(Number, "imei-1", null, A.Start.AddHours(25)));
        Assert.Equal(0, _history.Count);
    }

    [Fact]
    public void A_call_on_which_a_voice_or_a_key_was_heard_is_not_silent()
    {
        Add(silent: true, change: r => r with { VoiceAfter = TimeSpan.FromSeconds(12) });
        Add(silent: true, change: r => r with { Keys = "1" });
        Assert.Equal(CallerPast.None, _history.Of(Number, null, null, A.Start));
    }

    [Fact]
    public void Callers_without_a_number_share_nothing_but_the_cell()
    {
        Add(silent: true, number: null, cell: "510-10/LTE/1F4A/0A3B201");
        Add(silent: true, number: null, cell: "510-10/LTE/1F4A/0A3B201");
        Assert.Equal(new CallerPast(0, 2, 0, 0, 0, 0), _history.Of(null, null, "510-10/LTE/1F4A/0A3B201", A.Start));
        Assert.Equal(CallerPast.None, _history.Of(null, null, null, A.Start));
    }

    [Fact]
    public void A_number_that_cannot_be_called_is_shared_by_many_and_accuses_nobody()
    {
        Add(silent: true, change: r => r with { Callable = false });
        Assert.Equal(CallerPast.None, _history.Of(Number, null, null, A.Start));
    }

    [Fact]
    public void Labels_count_until_they_expire_or_are_taken_back_also_after_the_day()
    {
        var prank = Add();
        var ghost = Add();
        _history.Label(prank, CallLabel.Prank, A.Start.AddDays(30));
        _history.Label(ghost, CallLabel.Ghost, A.Start.AddDays(30));
        Assert.Equal(new CallerPast(0, 0, 0, 1, 1, 0), _history.Of(Number, null, null, A.Start));
        _history.Label(ghost, CallLabel.Normal, A.Start.AddDays(30));
        Assert.Equal(new CallerPast(0, 0, 0, 1, 0, 1), _history.Of(Number, null, null, A.Start.AddDays(29)));
        _history.Unlabel(prank);
        Assert.Equal(new CallerPast(0, 0, 0, 0, 0, 1), _history.Of(Number, null, null, A.Start.AddDays(29)));
        Assert.Equal(CallerPast.None, _history.Of(Number, null, null, A.Start.AddDays(31)));
        Assert.Equal(0, _history.Count);
    }

    [Fact]
    public void Memory_is_bounded_and_the_oldest_is_forgotten_first()
    {
        for (var i = 0; i < CallerHistory.MaxCalls + 10; i++)
        {
            Add(silent: true, number: "+62" + i);
        }

        Assert.Equal(CallerHistory.MaxCalls, _history.Count);
        Assert.Equal(0, _history.Of("+629", null, null, A.Start).Silent);
        Assert.Equal(1, _history.Of("+6210", null, null, A.Start).Silent);
    }

    [Fact]
    public void The_same_call_counts_once_and_test_calls_never()
    {
        var record = Record(new CallId("C"), true, Number, null, null, 30);
        _history.Add(record, A.Start);
        _history.Add(record, A.Start);
        _history.Add(record with { Call = new CallId("T"), IsTest = true }, A.Start);
        Assert.Equal(1, _history.Of(Number, null, null, A.Start).Silent);
    }

    private CallId Add(
        bool silent = false, string? number = Number, string? device = null, string? cell = null, double ended = 30,
        Func<CallRecord, CallRecord>? change = null)
    {
        var call = new CallId("C" + ++_calls);
        var record = Record(call, silent, number, device, cell, ended);
        _history.Add(change?.Invoke(record) ?? record, A.Start);
        return call;
    }

    private static CallRecord Record(CallId call, bool silent, string? number, string? device, string? cell, double ended) => new()
    {
        Call = call,
        ReceivedAt = A.Start,
        CallerNumber = number,
        Callable = number is not null,
        DeviceId = device,
        Outcome = CallOutcome.AbandonedWaiting,
        EndedAfter = TimeSpan.FromSeconds(ended),
        Score = silent ? Silence : null,
        Location = A.Location with { Cell = cell },
    };
}
