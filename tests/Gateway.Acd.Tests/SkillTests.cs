using Gateway.Acd.Configuration;

namespace Gateway.Acd.Tests;

/// <summary>Skills, languages and the agent who knows the caller.</summary>
public sealed class SkillTests
{
    /// <summary>Agents in the order of the list, each with skills as "en=80 tnt=60"; all Available.</summary>
    private static Floor Centre(string[] skills, Func<QueueOptions, QueueOptions>? queue = null, Func<int, int>? level = null)
    {
        var options = new QueueOptions { Id = Floor.Manado, WrapUpTime = default };
        var floor = new Floor(new AcdConfiguration
        {
            Queues = [queue?.Invoke(options) ?? options],
            Agents = [.. skills.Select((s, i) => new AgentOptions { Id = Floor.Agent(i + 1), Skills = Parse(s) })],
            Tiers = [.. skills.Select((_, i) => new Tier(Floor.Manado, Floor.Agent(i + 1), level?.Invoke(i + 1) ?? 0, i))],
        });
        floor.Staff([.. Enumerable.Range(1, skills.Length)]);
        return floor;
    }

    private static Dictionary<string, int> Parse(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(s => s.Split('='))
        .ToDictionary(p => p[0], p => int.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture));

    private static IEnumerable<string> Enter(Floor floor, string call, params string[] languages)
    {
        floor.Apply(new AcdEvent.EnterQueue(Floor.Call(call), Floor.Manado, floor.Now) { Languages = languages });
        return floor.Offers;
    }

    private static IEnumerable<string> EnterPreferring(Floor floor, string call, int agent)
    {
        floor.Apply(new AcdEvent.EnterQueue(Floor.Call(call), Floor.Manado, floor.Now) { PreferredAgent = Floor.Agent(agent) });
        return floor.Offers;
    }

    private static TimeSpan Seconds(double value) => TimeSpan.FromSeconds(value);

    [Fact]
    public void A_call_goes_to_who_has_the_skill_at_the_level()
    {
        var floor = Centre(["en=49", "en=50"], q => q with { Skills = [new SkillNeed("en", 50)] });
        Assert.Equal(["a→2"], Enter(floor, "a"));
    }

    [Fact]
    public void A_need_is_relaxed_in_time_and_in_the_end_anybody_may_answer()
    {
        var floor = Centre(
            ["en=80", "en=20", ""],
            q => q with { Skills = [new SkillNeed("en", 50) { RelaxAfter = Seconds(10), To = 1 }], SkillWait = Seconds(25) });
        Assert.Equal(["a→1"], Enter(floor, "a"));
        floor.Talk("a");
        Assert.Empty(Enter(floor, "b"));
        Assert.Empty(Enter(floor, "c"));
        floor.Pass(9.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["b→2"], floor.Offers);
        floor.Talk("b");
        floor.Pass(14.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["c→3"], floor.Offers);
    }

    [Fact]
    public void A_language_that_an_agent_speaks_is_asked_for_and_one_that_nobody_speaks_is_not()
    {
        var floor = Centre(["id=90", "id=90 tnt=60", "id=90 en=70"]);
        Assert.Equal(["a→2"], Enter(floor, "a", "tnt", "id"));
        Assert.Equal(["b→3"], Enter(floor, "b", "fr", "en"));
        Assert.Equal(["c→1"], Enter(floor, "c", "fr"));
    }

    [Fact]
    public void A_caller_waits_for_a_busy_speaker_for_twenty_seconds_and_not_longer()
    {
        var floor = Centre(["id=90", "tnt=60"]);
        Assert.Equal(["a→2"], Enter(floor, "a", "tnt"));
        floor.Talk("a");
        Assert.Empty(Enter(floor, "b", "tnt"));
        Assert.Equal(["c→1"], Enter(floor, "c", "id"));
        floor.Leave("c");
        floor.Pass(19.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["b→1"], floor.Offers);
    }

    [Fact]
    public void What_nobody_has_who_is_at_work_is_not_waited_for()
    {
        var floor = Centre(["", "en=80"], q => q with { Skills = [new SkillNeed("en", 50)] });
        floor.Declare(2, AgentStatus.OnBreak);
        Assert.Equal(["a→1"], Enter(floor, "a"));

        // The speaker comes to work while the next one waits: from then on the need counts, until its time is over.
        Assert.Empty(Enter(floor, "b"));
        floor.Declare(2, AgentStatus.Available);
        Assert.Equal(["b→2"], floor.Offers);
    }

    [Fact]
    public void A_level_opens_at_once_when_nobody_below_has_the_skill()
    {
        var floor = Centre(["", "en=80"], q => q with { Skills = [new SkillNeed("en", 50)] }, level: n => n);
        Assert.Equal(["a→2"], Enter(floor, "a"));
    }

    [Fact]
    public void Who_needs_nothing_is_not_held_up_by_who_waits_for_a_skill()
    {
        var floor = Centre(["", "en=80"]);
        Enter(floor, "a", "en");
        Assert.Empty(Enter(floor, "b", "en"));
        Assert.Equal(["c→1"], Enter(floor, "c"));
        floor.Leave("c");
        floor.Talk("a");
        floor.End("a");
        Assert.Equal(["b→2"], floor.Offers);
    }

    [Fact]
    public void A_reload_takes_new_skills_for_those_who_wait()
    {
        var floor = Centre(["en=80", "id=50"]);
        Enter(floor, "a", "en");
        Assert.Empty(Enter(floor, "b", "en"));
        var agents = floor.Configuration.Agents.Select(a => a with { Skills = Parse("en=10") });
        floor.Apply(new AcdEvent.Configure(floor.Configuration with { Agents = [.. agents] }));
        Assert.Equal(["b→2"], floor.Offers);
    }

    // ---- the preferred agent

    [Fact]
    public void The_agent_who_knows_the_caller_goes_before_others_who_are_ready()
    {
        var floor = Centre(["", "", ""]);
        Assert.Equal(["a→3"], EnterPreferring(floor, "a", 3));
        Assert.Equal(["b→1"], EnterPreferring(floor, "b", 3));
    }

    [Fact]
    public void Without_a_wait_a_busy_agent_is_not_waited_for_and_rank_goes_before_preference()
    {
        var floor = Centre(["", ""]);
        EnterPreferring(floor, "a", 1);
        Enter(floor, "b");
        Enter(floor, "c");
        floor.Pass(1);
        Assert.Empty(EnterPreferring(floor, "d", 1));
        floor.Talk("a");
        floor.End("a");
        Assert.Equal(["c→1"], floor.Offers);
    }

    [Fact]
    public void A_configured_wait_holds_the_caller_for_the_busy_agent_and_ends()
    {
        var floor = Centre(["", "", ""], q => q with { PreferredAgentWait = Seconds(4) });
        EnterPreferring(floor, "a", 1);
        Assert.Empty(EnterPreferring(floor, "b", 1));
        Assert.Equal(["c→2"], Enter(floor, "c"));
        floor.Pass(3.9);
        Assert.Empty(floor.Offers);
        floor.Pass(0.1);
        Assert.Equal(["b→3"], floor.Offers);
    }

    [Fact]
    public void The_wait_ends_when_the_agent_is_free_or_leaves()
    {
        var floor = Centre(["", "", ""], q => q with { PreferredAgentWait = Seconds(30) });
        EnterPreferring(floor, "a", 1);
        Assert.Empty(EnterPreferring(floor, "b", 1));
        floor.Talk("a");
        floor.End("a");
        Assert.Equal(["b→1"], floor.Offers);
        Assert.Empty(EnterPreferring(floor, "c", 1));
        floor.Declare(1, AgentStatus.LoggedOut);
        Assert.Equal(["b→2", "c→3"], floor.Offers);
    }

    [Fact]
    public void An_agent_who_is_away_is_not_waited_for()
    {
        var floor = Centre(["", ""], q => q with { PreferredAgentWait = Seconds(30) });
        floor.Declare(1, AgentStatus.OnBreak);
        Assert.Equal(["a→2"], EnterPreferring(floor, "a", 1));
    }
}
