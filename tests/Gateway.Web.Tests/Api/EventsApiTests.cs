using Gateway.Acd;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class EventsApiTests : WebTest
{
    [Fact]
    public async Task Pain21_A_client_that_was_offline_reads_on_without_a_hole()
    {
        Happen(1, 120);
        List<long> seen = [];
        var after = 0L;
        for (var page = 0; page < 3; page++)
        {
            var answer = await JsonAsync($"/api/v1/events?after={after}&limit=40");
            seen.AddRange(answer.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("number").GetInt64()));
            after = answer.GetProperty("next").GetInt64();
            Assert.Equal(120, answer.GetProperty("head").GetInt64());
        }

        // Nothing new: it asks again from the same place, is away for a while, and comes back.
        Assert.Equal(120, (await JsonAsync($"/api/v1/events?after={after}")).GetProperty("next").GetInt64());
        Happen(121, 7);
        var rest = await JsonAsync($"/api/v1/events?after={after}");
        seen.AddRange(rest.GetProperty("events").EnumerateArray().Select(e => e.GetProperty("number").GetInt64()));
        Assert.Equal(Enumerable.Range(1, 127).Select(n => (long)n), seen);
        Assert.Equal("EnterQueue", rest.GetProperty("events")[0].GetProperty("name").GetString());
        Assert.Equal("call00000121", rest.GetProperty("events")[0].GetProperty("call").GetString());
    }

    [Theory]
    [InlineData("after=-1")]
    [InlineData("limit=0")]
    [InlineData("after=x")]
    public async Task A_bad_place_is_a_400(string query)
    {
        using var answer = await Http.GetAsync("/api/v1/events?" + query, Cancellation);
        await ProblemAsync(answer, 400);
    }

    private void Happen(int first, int count) => Gateway.Events.AddRange(
        Enumerable.Range(first, count).Select(n => new EventView(n, DateTimeOffset.UnixEpoch, new CallId($"call{n:D8}"), TimeSpan.Zero, "EnterQueue", 1)));
}
