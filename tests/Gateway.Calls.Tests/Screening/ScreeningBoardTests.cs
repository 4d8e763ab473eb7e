using Gateway.Acd;
using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Tests.Screening;

/// <summary>Scores, incidents and what they cost, over the calls of a centre.</summary>
public sealed class ScreeningBoardTests
{
    private const string Cell = "510-10/LTE/1F4A/0A3B201";
    private readonly Dictionary<CallId, TimeSpan> _penalties = [];
    private readonly List<ScreeningEffect.Tell> _told = [];
    private readonly Dictionary<CallId, SeenCall> _calls = [];
    private ScreeningOptions _options = new() { Mode = ScreeningMode.Rank };
    private ScreeningBoard? _board;
    private DateTimeOffset _now = A.Start;

    private ScreeningBoard Board => _board ??= new ScreeningBoard(_ => _options);

    [Fact]
    public void A_silent_caller_is_told_of_and_set_back_by_a_bounded_time_and_a_voice_takes_it_back_at_once()
    {
        var caller = Call("a");
        Pass(30);
        Assert.Equal(TimeSpan.FromSeconds(6), _penalties[caller]);
        Assert.Equal(["silent for 5 s", "silent for 10 s", "silent for 20 s"], Scores(caller).Select(s => Assert.Single(s.Evidence).Words));
        Pass(600);
        Assert.Equal(TimeSpan.FromSeconds(6), _penalties[caller]);
        Change(caller, c => c with { VoiceHeard = true });
        Assert.Equal(TimeSpan.Zero, _penalties[caller]);
        Assert.Equal(0, Scores(caller).Last().Points);
    }

    [Fact]
    public void A_key_clears_silence_as_a_voice_does()
    {
        var caller = Call("a");
        Pass(30);
        Change(caller, c => c with { Keys = "55" });
        Assert.Equal(TimeSpan.Zero, _penalties[caller]);
    }

    [Fact]
    public void Silence_says_nothing_while_no_audio_comes_and_of_an_eCall_never()
    {
        var caller = Call("a", c => c with { AudioArrives = false });
        Call("b", c => c with { SilentByNature = true });
        Pass(60);
        Assert.Empty(_penalties);
        Assert.Empty(_told);
        Change(caller, c => c with { AudioArrives = true });
        Pass(4);
        Assert.Empty(_told);
    }

    [Fact]
    public void The_worst_caller_waits_no_longer_than_the_centre_allows()
    {
        for (var i = 0; i < 20; i++)
        {
            Board.History.Add(Past("p" + i, CallLabel.Prank), _now);
            Board.History.Add(Past("g" + i, CallLabel.Ghost), _now);
        }

        var caller = Call("a");
        Pass(60);
        Assert.Equal(TimeSpan.FromSeconds(20), _penalties[caller]);
        Assert.Equal(100, Scores(caller).Last().Points);
        Assert.Contains("labelled PRANK 20 times", Scores(caller).Last().Evidence.Select(e => e.Words));
    }

    [Fact]
    public void Observing_shows_the_score_and_costs_nothing_and_off_does_neither()
    {
        _options = _options with { Mode = ScreeningMode.Observe };
        var caller = Call("a");
        Pass(30);
        Assert.Empty(_penalties);
        Assert.Equal((30, 0), (Scores(caller).Last().Points, Scores(caller).Last().PenaltyMs));

        _options = _options with { Mode = ScreeningMode.Off };
        var other = Call("b");
        Pass(30);
        Assert.Empty(Scores(other));
    }

    [Fact]
    public void A_blocked_caller_waits_the_longest_time_the_ACD_allows_only_where_the_centre_allows_blocks_and_only_until_it_ends()
    {
        Board.History.Add(Past("p", CallLabel.Tes) with { Block = new BlockRecord("ani", _now.AddHours(1), "forty calls", "budi") }, _now);
        var off = Call("off");
        Assert.False(_penalties.ContainsKey(off));
        _options = _options with { Block = true, Mode = ScreeningMode.Off };
        var caller = Call("a", c => c with { VoiceHeard = true });
        Assert.Equal(TimeSpan.FromSeconds(30), _penalties[caller]);
        Assert.Equal("blocked for a time by two supervisors", Scores(caller).Last().Evidence[0].Words);
        Board.History.Block(new CallId("p"), default);
        Pass(1);
        Assert.Equal(TimeSpan.Zero, _penalties[caller]);
        Board.History.Block(new CallId("p"), _now.AddMinutes(10));
        Pass(599);
        Assert.Equal(TimeSpan.FromSeconds(30), _penalties[caller]);
        Pass(2);
        Assert.Equal(TimeSpan.Zero, _penalties[caller]);
    }

    [Fact]
    public void A_block_that_nobody_has_approved_or_that_was_lifted_costs_nothing()
    {
        _options = _options with { Block = true };
        Board.History.Add(Past("p", CallLabel.Tes) with { Block = new BlockRecord("ani", _now.AddHours(1), "forty calls") }, _now);
        Board.History.Add(Past("q", CallLabel.Tes) with { Block = new BlockRecord("ani", _now.AddHours(1), "forty calls", "budi", "citra") }, _now);
        Call("a", c => c with { VoiceHeard = true });
        Assert.Empty(_penalties);
    }

    [Fact]
    public void A_caller_who_talks_or_has_gone_is_scored_no_longer()
    {
        var talking = Call("a");
        var gone = Call("b");
        Change(talking, c => c with { Phase = CallPhase.Bridged });
        Change(gone, c => c with { Phase = CallPhase.Ended });
        Pass(60);
        Assert.Empty(_told);
        Assert.Equal(1, Board.Count);
    }

    [Fact]
    public void The_screening_prompt_is_for_silent_callers_once_and_off_unless_configured()
    {
        Call("off");
        Pass(60);
        Assert.Empty(_told.Select(t => t.Input).OfType<CallInput.Announce>());
        _options = _options with { PromptAfter = TimeSpan.FromSeconds(8) };
        var silent = Call("a");
        var heard = Call("b", c => c with { VoiceHeard = true });
        _told.Clear();
        Pass(7);
        Assert.DoesNotContain(_told, t => t.Call == silent && t.Input is CallInput.Announce);
        Pass(30);
        Assert.Equal(CallerAudio.ScreeningPrompt, Assert.Single(_told.Where(t => t.Call == silent).Select(t => t.Input).OfType<CallInput.Announce>()).What);
        Assert.DoesNotContain(_told, t => t.Call == heard);
    }

    [Fact]
    public void Followers_of_an_incident_stand_back_while_somebody_from_elsewhere_waits_and_only_then()
    {
        _options = _options with { Mode = ScreeningMode.Off };
        var crowd = Enumerable.Range(1, 8).Select(i => Call("c" + i, c => c with { Cell = Cell })).ToList();
        Assert.Equal(crowd.Skip(3), Back());
        Assert.Equal(Enumerable.Range(2, 7), _told.Select(t => t.Input).OfType<CallInput.Grouped>().Select(g => g.Group.Number));

        // The first three are served: nobody is left whom the others could keep waiting.
        crowd.Take(3).ToList().ForEach(c => Change(c, s => s with { Phase = CallPhase.Bridged }));
        Assert.Empty(Back());
        var lone = Call("lone", c => c with { Cell = "elsewhere" });
        Assert.Equal(crowd.Skip(3), Back());
        Assert.All(crowd.Skip(3), c => Assert.Equal(TimeSpan.FromSeconds(10), _penalties[c]));
        Change(lone, c => c with { Phase = CallPhase.Ended });
        Assert.Empty(Back());
    }

    [Fact]
    public void A_lone_caller_of_another_centre_moves_nobody()
    {
        _options = _options with { Mode = ScreeningMode.Off };
        var crowd = Enumerable.Range(1, 5).Select(i => Call("c" + i, c => c with { Cell = Cell })).ToList();
        crowd.Take(3).ToList().ForEach(c => Change(c, s => s with { Phase = CallPhase.Ended }));
        Call("lone", c => c with { Cell = "elsewhere", Centre = "71.72" });
        Assert.Empty(Back());
    }

    [Fact]
    public void An_acknowledgement_reaches_the_waiting_callers_of_the_incident_and_nobody_else()
    {
        _options = _options with { Mode = ScreeningMode.Off };
        var crowd = Enumerable.Range(1, 4).Select(i => Call("c" + i, c => c with { Cell = Cell })).ToList();
        Call("lone", c => c with { Cell = "elsewhere" });
        Change(crowd[0], c => c with { Phase = CallPhase.Bridged });
        var told = Board.Acknowledge("c1", "ani", _now)!.Cast<ScreeningEffect.Tell>().ToList();
        Assert.Equal(crowd.Skip(1), told.Select(t => t.Call));
        Assert.All(told, t => Assert.Equal(new CallInput.Announce(CallerAudio.Acknowledgement, "ani"), t.Input));
        Assert.Null(Board.Acknowledge("lone", "ani", _now));
        Assert.Equal((4, 3), (Assert.Single(Board.Incidents(_now)).Group.InWindow, Board.Incidents(_now)[0].Waiting));
    }

    [Fact]
    public void Score_and_surge_add_up_and_the_ACD_is_told_only_of_changes()
    {
        var lone = Call("lone", c => c with { VoiceHeard = true });
        var crowd = Enumerable.Range(1, 4).Select(i => Call("c" + i, c => c with { Cell = Cell })).ToList();
        Pass(30);
        Assert.Equal(TimeSpan.FromSeconds(16), _penalties[crowd[3]]);
        Assert.False(_penalties.ContainsKey(lone));
        _penalties.Clear();
        Pass(120);
        Assert.Empty(_penalties);
    }

    private CallId Call(string id, Func<SeenCall, SeenCall>? change = null)
    {
        var call = new CallId(id);
        var seen = new SeenCall(call, _now, CallPhase.Waiting, "71.71", "+6281234567890", null, null, null, null, null, true, false, "", false);
        _calls[call] = change?.Invoke(seen) ?? seen;
        Take(Board.Seen(_calls[call], _now));
        return call;
    }

    private void Change(CallId call, Func<SeenCall, SeenCall> change) => Take(Board.Seen(_calls[call] = change(_calls[call]), _now));

    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _now += TimeSpan.FromSeconds(1);
            Take(Board.Tick(_now));
        }
    }

    private void Take(IReadOnlyList<ScreeningEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is ScreeningEffect.SetPenalty set)
            {
                _penalties[set.Call] = set.Penalty;
            }
            else if (effect is ScreeningEffect.Tell tell)
            {
                _told.Add(tell);
            }
        }
    }

    private IEnumerable<CallId> Back() => _penalties.Where(p => p.Value > TimeSpan.Zero).Select(p => p.Key).OrderBy(c => c.Value, StringComparer.Ordinal);

    private IEnumerable<CallScored> Scores(CallId call) =>
        _told.Where(t => t.Call == call).Select(t => t.Input).OfType<CallInput.Scored>().Select(s => s.Score);

    private CallRecord Past(string call, CallLabel label) => new()
    {
        Call = new CallId(call),
        ReceivedAt = _now,
        CallerNumber = "+6281234567890",
        Callable = true,
        EndedAfter = TimeSpan.FromSeconds(30),
        Labels = [new LabelRecord(label, "phone", "2001", _now, _now.AddDays(1))],
    };
}
