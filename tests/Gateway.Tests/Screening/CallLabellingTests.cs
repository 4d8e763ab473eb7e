using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;
using Gateway.Screening;
using Gateway.Storage.Journal;
using Gateway.Tests.Configuration;

namespace Gateway.Tests.Screening;

/// <summary>Labels by phone: for which call, and for how long.</summary>
public sealed class CallLabellingTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly CallId Call = new("7K2M9QXW4T1Z");
    private static readonly AgentId Agent = new("2001");

    private readonly TestFolder _folder = new();
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly List<CallLabel> _counted = [];
    private readonly CallLabelling _labelling;
    private DateTimeOffset _now = Start;

    public CallLabellingTests()
    {
        _folder.Write("centres.json", """
            {
              "centres": [
                { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "queues": [ { "name": "darurat" } ],
                  "screening": { "labelWithin": "5m", "labelKeep": "7d" } }
              ]
            }
            """);
        var configuration = _folder.Good();
        _labelling = new CallLabelling(_journal, () => configuration, () => _now, _counted.Add);
        _journal.Committed += _labelling.AgentCalls.OnCommitted;
    }

    [Fact]
    public void An_agent_who_has_had_no_call_labels_nothing()
    {
        Assert.False(_labelling.LabelLast(Agent, CallLabel.Prank));
        Assert.Empty(Labels());
    }

    [Fact]
    public void The_present_conversation_is_labelled_however_long_it_lasts()
    {
        Talk(Call);
        _now = Start.AddHours(2);
        Assert.True(_labelling.LabelLast(Agent, CallLabel.Normal));
        Assert.Equal((Call, new CallLabelled(CallLabel.Normal, "phone", "2001", _now.AddDays(7))), Assert.Single(Labels()));
        Assert.Equal([CallLabel.Normal], _counted);
    }

    [Fact]
    public void The_last_conversation_is_labelled_until_the_centres_time_is_over()
    {
        Talk(Call);
        Append(Call, new CallEnded(CallOutcome.Answered, "caller hung up"));
        _now = Start.AddMinutes(5);
        Assert.True(_labelling.LabelLast(Agent, CallLabel.Ghost));
        _now += TimeSpan.FromSeconds(1);
        Assert.False(_labelling.LabelLast(Agent, CallLabel.Ghost));
    }

    [Fact]
    public void A_conversation_that_passed_to_another_agent_stays_each_ones_last()
    {
        Talk(Call);
        Append(Call, new Transferred(1, "2001", "2002", "71.71/darurat", 1_000, null));
        Append(Call, new Connect(2, "2002", "71.71/darurat", 2_000, 500));
        Append(Call, new CallEnded(CallOutcome.Answered, "caller hung up"));
        _now = Start.AddMinutes(1);
        Assert.True(_labelling.LabelLast(Agent, CallLabel.Informasi));
        Assert.True(_labelling.LabelLast(new AgentId("2002"), CallLabel.Normal));
        Assert.Equal([Call, Call], Labels().Select(l => l.Call));
    }

    [Fact]
    public void A_new_conversation_takes_the_place_of_the_last()
    {
        var next = new CallId("8K2M9QXW4T1Z");
        Talk(Call);
        Append(Call, new CallEnded(CallOutcome.Answered, "caller hung up"));
        Talk(next);
        Assert.True(_labelling.LabelLast(Agent, CallLabel.Prank));
        Assert.Equal(next, Assert.Single(Labels()).Call);
    }

    [Fact]
    public void After_a_restart_the_last_conversation_is_known_from_the_journal()
    {
        Talk(Call);
        Append(Call, new CallEnded(CallOutcome.Answered, "caller hung up"));
        var again = new CallLabelling(_journal, () => _folder.Good(), () => _now, _counted.Add);
        again.AgentCalls.Restore(_journal);
        Assert.True(again.LabelLast(Agent, CallLabel.Prank));
    }

    public void Dispose()
    {
        _journal.Dispose();
        _folder.Dispose();
    }

    private void Talk(CallId call) => Append(call, new Connect(1, Agent.Value, "71.71/darurat", 1_000, 500));

    private void Append(CallId call, JournalPayload payload) => _journal.Append(new JournalEntry(call, _now, null, payload));

    private List<(CallId Call, CallLabelled Label)> Labels() =>
        [.. _journal.Read(0, 100).Where(e => e.Name == nameof(CallLabelled)).Select(e => (e.Call!.Value, (CallLabelled)e.Read()!.Payload))];
}
