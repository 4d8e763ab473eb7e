using Gateway.Trunks;

namespace Gateway.Tests.Trunks;

public sealed class TrunkHealthTests
{
    private TrunkHealth _health = new("operator-a");
    private readonly List<string> _alarms = [];

    [Fact]
    public void One_round_may_be_lost_two_in_a_row_are_down_with_one_alarm_and_an_answer_is_up()
    {
        Assert.Equal(TrunkReach.Up, Round());
        Assert.Equal(TrunkReach.Up, Round("a"));
        Assert.Equal(TrunkReach.Down, Round("a"));
        Assert.Equal(TrunkReach.Down, Round("a"));
        Assert.Equal("trunk_down", Assert.Single(_alarms));
        Assert.Equal(TrunkReach.Up, Round());
        Assert.Equal(TrunkReach.Up, Round("a"));
    }

    [Fact]
    public void One_silent_target_of_two_is_degraded_at_once_and_told_once()
    {
        Assert.Equal(TrunkReach.Degraded, Round(2, "b"));
        Assert.Equal(TrunkReach.Degraded, Round(2, "b"));
        Assert.Equal("trunk_degraded", Assert.Single(_alarms));
        Assert.Equal(TrunkReach.Up, Round(2));
    }

    [Fact]
    public void A_trunk_that_calls_but_does_not_answer_is_degraded_not_down()
    {
        Round("a");
        Heard();
        Assert.Equal(TrunkReach.Degraded, Round("a"));
        Assert.Equal("trunk_degraded", Assert.Single(_alarms));
        Assert.Equal(TrunkReach.Down, Round("a"));
        Assert.Equal(TrunkReach.Degraded, Heard());
    }

    [Fact]
    public void A_trunk_that_is_never_asked_is_up_from_the_first_request()
    {
        Assert.Equal(TrunkReach.Unknown, _health.Reach);
        Assert.Equal(TrunkReach.Up, Heard());
    }

    [Fact]
    public void A_disabled_trunk_stays_so()
    {
        _health = new TrunkHealth("operator-a", TrunkReach.Disabled);
        Heard();
        Round("a");
        Assert.Equal(TrunkReach.Disabled, Round("a"));
        Assert.Empty(_alarms);
    }

    private TrunkReach Round(params string[] silent) => Round(1, silent);

    private TrunkReach Round(int targets, params string[] silent) => On(new TrunkHealthInput.Round(silent, targets));

    private TrunkReach Heard() => On(new TrunkHealthInput.Heard());

    private TrunkReach On(TrunkHealthInput input)
    {
        (_health, var alarm) = _health.On(input);
        if (alarm is not null)
        {
            _alarms.Add(alarm.Kind);
        }

        return _health.Reach;
    }
}
