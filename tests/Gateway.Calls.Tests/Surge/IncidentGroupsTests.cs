using Gateway.Acd;
using Gateway.Calls.Screening;
using Gateway.Calls.Surge;

namespace Gateway.Calls.Tests.Surge;

public sealed class IncidentGroupsTests
{
    private const string Cell = "510-10/LTE/1F4A/0A3B201";
    private readonly IncidentGroups _groups = new();
    private DateTimeOffset _now = A.Start;
    private int _calls;

    [Fact]
    public void The_twelfth_call_from_a_cell_in_five_minutes_is_called_so()
    {
        var numbers = Enumerable.Range(0, 12).Select(_ => Call(Cell, after: 20)!.Value).ToList();
        Assert.Equal(Enumerable.Range(1, 12), numbers.Select(n => n.Number));
        Assert.All(numbers, n => Assert.Equal(("C1", "cell"), (n.Group, n.Basis)));
        Assert.Equal("12th call from here in 5 minutes", IncidentGroups.Words(12));
        var group = Assert.Single(_groups.Current(_now));
        Assert.Equal((12, 12, Cell), (group.InWindow, group.Total, group.Cell));
    }

    [Fact]
    public void Calls_older_than_five_minutes_are_not_counted_and_a_quiet_group_ends()
    {
        Call(Cell);
        Assert.Equal(2, Call(Cell, after: 240)!.Value.Number);
        Assert.Equal(2, Call(Cell, after: 240)!.Value.Number);
        Assert.Equal(3, Assert.Single(_groups.Current(_now)).Total);
        Assert.Equal(1, Call(Cell, after: 301)!.Value.Number);
        Assert.Empty(_groups.Current(_now));
    }

    [Theory]
    [InlineData(400, 20, true)]
    [InlineData(600, 20, false)]
    [InlineData(1500, 1600, true)]
    [InlineData(1900, 4000, true)]
    [InlineData(2100, 4000, false)]
    public void Places_are_one_within_500_m_to_2_km_by_their_uncertainty(double metres, double uncertainty, bool together)
    {
        Call(null, 1.48, 124.84, 20);
        var second = Call(null, 1.48 + (metres / 111_195), 124.84, uncertainty)!.Value;
        Assert.Equal(together ? 2 : 1, second.Number);
        Assert.Equal("place", second.Basis);
    }

    [Fact]
    public void A_group_does_not_wander_from_place_to_place()
    {
        for (var i = 0; i < 5; i++)
        {
            Call(null, 1.48 + (i * 400.0 / 111_195), 124.84, 20);
        }

        Assert.Equal([2, 2], _groups.Current(_now).Select(g => g.Total));
    }

    [Fact]
    public void Two_cells_beside_each_other_are_one_incident_where_positions_say_so()
    {
        Call(Cell, 1.48, 124.84, 800);
        Assert.Equal((2, "place"), (Call("510-11/LTE/0001/0000001", 1.482, 124.841, 800) is { } p ? (p.Number, p.Basis) : default));
    }

    [Fact]
    public void A_caller_whom_nobody_can_place_is_alone()
    {
        Assert.Null(Call(null));
        Assert.Null(Call(null, 1.48, 124.84, 20_000));
        Assert.Empty(_groups.Current(_now));
    }

    [Fact]
    public void A_storm_of_calls_from_everywhere_stays_within_its_bound()
    {
        for (var i = 0; i < IncidentGroups.MaxGroups + 50; i++)
        {
            Call("cell " + i);
        }

        Assert.Equal(1, Call("cell 0")!.Value.Number);
        Assert.Equal(2, Call($"cell {IncidentGroups.MaxGroups + 49}")!.Value.Number);
    }

    private IncidentPlace? Call(string? cell, double? latitude = null, double? longitude = null, double? uncertainty = null, double after = 0)
    {
        _now += TimeSpan.FromSeconds(after);
        return _groups.Place(
            new SeenCall(
                new CallId("C" + ++_calls), _now, CallPhase.Admitting, "71.71", null, null, cell, latitude, longitude, uncertainty, false, false, "", false),
            _now);
    }
}
