using Gateway.Calls.Journal;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Tests.Screening;

public sealed class GhostScoreTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(4.9, 0)]
    [InlineData(5, 5)]
    [InlineData(10, 15)]
    [InlineData(19.9, 15)]
    [InlineData(20, 30)]
    [InlineData(600, 30)]
    public void Silence_weighs_more_the_longer_it_lasts_and_has_an_end(double seconds, int points) =>
        Assert.Equal(points, GhostScore.Points(GhostScore.Of(TimeSpan.FromSeconds(seconds), CallerPast.None)));

    [Fact]
    public void Every_reason_has_points_and_words()
    {
        var evidence = GhostScore.Of(TimeSpan.FromSeconds(21), new CallerPast(5, 12, 3, 1, 2, 1));
        Assert.Equal(
            [
                new ScoredEvidence("silence", 30, "silent for 20 s"),
                new ScoredEvidence("silent_calls", 20, "5 silent calls of this caller in 24 h"),
                new ScoredEvidence("silent_in_cell", 10, "12 silent calls from this cell in 24 h"),
                new ScoredEvidence("short_calls", 10, "hung up within 5 s 3 times in 24 h"),
                new ScoredEvidence("labels", 25, "labelled PRANK once"),
                new ScoredEvidence("labels", 40, "labelled GHOST 2 times"),
                new ScoredEvidence("labels", -25, "labelled NORMAL once"),
            ],
            evidence);
        Assert.Equal(100, GhostScore.Points(evidence));
    }

    [Fact]
    public void A_caller_who_once_needed_help_is_suspected_less() =>
        Assert.Equal(0, GhostScore.Points(GhostScore.Of(TimeSpan.FromSeconds(10), new CallerPast(0, 0, 0, 0, 0, 1))));

    [Fact]
    public void Redialling_alone_is_no_reason() => Assert.Empty(GhostScore.Of(TimeSpan.Zero, new CallerPast(1, 9, 2, 0, 0, 0)));

    [Fact]
    public void The_penalty_is_never_longer_than_the_centre_allows_and_nothing_for_a_weak_score()
    {
        var most = TimeSpan.FromSeconds(20);
        for (var points = -50; points <= 400; points++)
        {
            Assert.InRange(GhostScore.Penalty(points, most), TimeSpan.Zero, most);
        }

        Assert.Equal(TimeSpan.Zero, GhostScore.Penalty(19, most));
        Assert.Equal(TimeSpan.FromSeconds(4), GhostScore.Penalty(20, most));
        Assert.Equal(most, GhostScore.Penalty(100, most));
        Assert.Equal(TimeSpan.Zero, GhostScore.Penalty(100, TimeSpan.Zero));
    }
}
