using Gateway.Commands.Demo;

namespace Gateway.Tests.Commands;

public sealed class DemoCastTests
{
    [Fact]
    public void Tones_of_the_cast_are_far_enough_apart_to_be_told_from_each_other()
    {
        var tones = DemoCast.Calls.Select(c => c.Hertz).Concat(DemoCast.Agents.Select(a => a.Hertz)).Order().ToList();
        Assert.All(tones.Zip(tones.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 60, $"{pair.First} and {pair.Second} Hz"));
    }
}
