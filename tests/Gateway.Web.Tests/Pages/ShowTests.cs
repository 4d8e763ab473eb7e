using Gateway.Web.Api;
using Gateway.Web.Pages;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Pages;

public sealed class ShowTests
{
    [Theory]
    [InlineData(-5, "0:00")]
    [InlineData(7, "0:07")]
    [InlineData(671, "11:11")]
    [InlineData(3671, "1:01:11")]
    [InlineData(111_600, "1 d 7 h")]
    public void Durations_read_as_a_clock(int seconds, string expected) =>
        Assert.Equal(expected, Show.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "")]
    [InlineData("112", "***")]
    [InlineData("+628124331676", "**********676")]
    public void Numbers_are_masked_but_for_three_digits(string? number, string? expected) =>
        Assert.Equal(expected, CallerNumber.Mask(number));

    [Fact]
    public void Service_level_over_queues_is_weighed_by_answered_calls()
    {
        QueueView Queue(string name, int answered, double? sl) =>
            new(
                new($"71.71/{name}"), "71.71", "Kota Manado", name, 0, null, answered, answered, 0,
                [new(TimeSpan.FromSeconds(10), sl, sl)]);

        Assert.Equal(0.6, Show.Over([Queue("a", 30, 0.5), Queue("b", 10, 0.9), Queue("c", 0, null)], TimeSpan.FromSeconds(10))!.Value, 6);
        Assert.Null(Show.Over([Queue("c", 0, null)], TimeSpan.FromSeconds(10)));
        Assert.Null(Show.Over([Queue("a", 30, 0.5)], TimeSpan.FromSeconds(20)));
    }
}
