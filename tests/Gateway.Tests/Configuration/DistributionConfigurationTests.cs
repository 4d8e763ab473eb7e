using Gateway.Acd;
using Gateway.Acd.Configuration;
using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

/// <summary>Strategies, skills, hours, the last rung: what is read, and what is wrong.</summary>
public sealed class DistributionConfigurationTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private TestFolder Queue(string members, string centre = "", string root = "") => _folder.Write("centres.json", $$"""
        { {{root}} "centres": [ { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", {{centre}} "queues": [
          { "name": "darurat", {{members}} }{{(root.Length > 0 ? ", { \"name\": \"nasional\" }" : "")}} ] } ] }
        """);

    private QueueOptions Read(string members) => Queue(members).Good().Centres[0].Queues[0];

    private static void Wrong(TestFolder folder, string place, string what) =>
        Assert.Contains(folder.Errors(), e => e.ToString().Contains(place, StringComparison.Ordinal) && e.Wrong.Contains(what, StringComparison.Ordinal));

    [Theory]
    [InlineData("random", DistributionStrategy.Random)]
    [InlineData("sequentially-by-order", DistributionStrategy.SequentiallyByOrder)]
    [InlineData("ring-all", DistributionStrategy.RingAll)]
    [InlineData("top-down", DistributionStrategy.TopDown)]
    public void A_strategy_is_named(string name, DistributionStrategy strategy) => Assert.Equal(strategy, Read($"\"strategy\": \"{name}\"").Strategy);

    [Fact]
    public void Phones_that_ring_one_after_another_ring_longer()
    {
        var queue = Read("\"strategy\": \"ring-progressively\"");
        Assert.Equal((30, 10), (queue.RingTimeout.TotalSeconds, queue.RingProgressivelyDelay.TotalSeconds));
        Wrong(Queue("\"strategy\": \"ring-progressively\", \"ringTimeout\": \"10s\""), "ringTimeout", "gives up before the second rings");
    }

    [Fact]
    public void Skills_of_queue_and_agent_are_read()
    {
        _folder.Write("agents.json", """
            { "defaults": { "password": "env:PASSWORD", "centre": "71.71", "skills": { "id": 90 } }, "agents": [
              { "id": "2001", "skills": { "en": 80, "tnt": 60 }, "autoAnswer": true }, { "id": "2002" } ] }
            """);
        var configuration = Queue("\"skillWait\": \"30s\", \"skills\": [{ \"skill\": \"en\", \"level\": 50, \"relaxAfter\": \"10s\", \"to\": 1 }]").Good();
        var queue = configuration.Centres[0].Queues[0];
        Assert.Equal([new SkillNeed("en", 50) { RelaxAfter = TimeSpan.FromSeconds(10), To = 1 }], queue.Skills);
        Assert.Equal(TimeSpan.FromSeconds(30), queue.SkillWait);
        Assert.Equal([80, 60], configuration.ToAcd(1).Agents[0].Skills.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value));
        Assert.Equal(90, configuration.Agents[1].Skills["id"]);
        Assert.Equal([true, false], configuration.Agents.Select(a => a.AutoAnswer));
    }

    [Theory]
    [InlineData("{ \"skill\": \"en\", \"level\": 50, \"to\": 50 }", "not below")]
    [InlineData("{ \"skill\": \"en\", \"level\": 50, \"to\": 1 }", "any more by then")]
    [InlineData("{ \"skill\": \"EN\" }", "not a name of a skill")]
    [InlineData("{ \"skill\": \"en\" }, { \"skill\": \"en\" }", "there twice")]
    public void A_need_that_means_nothing_has_its_error(string need, string what) => Wrong(Queue($"\"skills\": [{need}]"), "skills", what);

    [Fact]
    public void A_level_of_an_agent_is_a_number()
    {
        _folder.Write("agents.json", """{ "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD", "skills": { "en": 101 } } ] }""");
        Wrong(_folder, "skills.en", "not a level");
    }

    [Fact]
    public void The_national_desk_is_the_last_rung_and_must_be_a_queue()
    {
        var desk = "\"distribution\": { \"nationalDesk\": { \"to\": \"71.71/nasional\", \"after\": \"2m\" }, \"maxWrapUp\": \"5m\" },";
        _folder.Write("agents.json", """
            { "agents": [ { "id": "2001", "centre": "71.71", "password": "env:PASSWORD", "tiers": [{ "queue": "darurat" }, { "queue": "nasional" }] } ] }
            """);
        var acd = Queue("\"maxNoAnswer\": 2", root: desk).Good().ToAcd(1);
        Assert.Equal(new OverflowStep(new QueueId("71.71/nasional")) { After = TimeSpan.FromMinutes(2) }, acd.NationalDesk);
        Assert.Equal(TimeSpan.FromMinutes(5), acd.MaxWrapUp);
        Wrong(Queue("\"maxNoAnswer\": 2", root: desk.Replace("/nasional", "/national", StringComparison.Ordinal)), "nationalDesk.to", "There is no queue");
    }

    [Theory]
    [InlineData("mon-fri 07:00-22:00", "2026-11-24 06:59", false)]
    [InlineData("mon-fri 07:00-22:00", "2026-11-24 07:00", true)]
    [InlineData("mon-fri 07:00-22:00", "2026-11-24 22:00", false)]
    [InlineData("mon-fri 07:00-22:00", "2026-11-28 12:00", false)]
    [InlineData("sat 22:00-06:00", "2026-11-29 05:59", true)]
    [InlineData("sat 22:00-06:00", "2026-11-29 06:00", false)]
    [InlineData("sat 22:00-06:00", "2026-11-28 05:00", false)]
    [InlineData("fri-mon 08:00-09:00", "2026-11-29 08:30", true)]
    [InlineData("00:00-24:00", "2026-11-29 23:59", true)]
    public void Opening_hours_are_those_of_the_centres_zone(string hours, string local, bool open)
    {
        var centre = Queue("\"maxNoAnswer\": 2", $"\"openingHours\": [\"{hours}\"],").Good().Centres[0];
        var at = new DateTimeOffset(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.FromHours(8));
        Assert.Equal(open, centre.OpeningHours!.IsOpen(at.ToUniversalTime()));
    }

    [Theory]
    [InlineData("always")]
    [InlineData("mon-fri 7-22")]
    [InlineData("xyz 07:00-22:00")]
    [InlineData("mon 24:00-06:00")]
    public void Hours_that_cannot_be_read_have_their_error(string hours) =>
        Wrong(Queue("\"maxNoAnswer\": 2", $"\"openingHours\": [\"{hours}\"],"), "openingHours", "no time of opening");

    [Fact]
    public void Reasons_of_breaks_are_named_by_the_code_that_is_dialled()
    {
        var reasons = Queue("\"maxNoAnswer\": 2", "\"breakReasons\": { \"1\": \"Istirahat\" },").Good().Centres[0].BreakReasons;
        Assert.Equal("Istirahat", reasons["1"]);
        Wrong(Queue("\"maxNoAnswer\": 2", "\"breakReasons\": { \"lunch\": \"Istirahat\" },"), "breakReasons", "not a reason code");
    }

    public void Dispose() => _folder.Dispose();
}
