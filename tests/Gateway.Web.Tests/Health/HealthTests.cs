using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Health;

public sealed class HealthTests : WebTest
{
    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_healthy_gateway_answers_200_with_its_checks(string path)
    {
        var report = await JsonAsync(path);
        Assert.True(report.GetProperty("ok").GetBoolean());
        Assert.All(report.GetProperty("checks").EnumerateArray(), c => Assert.True(c.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task A_failed_check_is_a_503_that_says_why()
    {
        Gateway.ReadyChecks.Add(new HealthCheck("draining", false, "stopping since 12 s"));
        using var ready = await Http.GetAsync("/health/ready", Cancellation);
        Assert.Equal(503, (int)ready.StatusCode);
        var report = await JsonAsync(ready);
        Assert.False(report.GetProperty("ok").GetBoolean());
        Assert.Contains("stopping since 12 s", report.GetRawText(), StringComparison.Ordinal);
        Assert.True((await JsonAsync("/health/live")).GetProperty("ok").GetBoolean());
    }
}
