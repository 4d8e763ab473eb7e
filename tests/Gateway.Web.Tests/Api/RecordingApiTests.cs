using System.Net;
using System.Net.Http.Headers;
using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class RecordingApiTests : WebTest
{
    private const string Path = "/api/v1/calls/call00001001/recording";

    [Fact]
    public async Task The_whole_recording_is_sent_and_audited_and_not_cached()
    {
        using var answer = await Http.GetAsync(Path, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("audio/wav", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Gateway.Audio, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("bytes", answer.Headers.AcceptRanges.Single());
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.NotNull(answer.Headers.ETag);
        var entry = Assert.Single(Gateway.Trail);
        Assert.Equal((AuditAct.RecordingOpened, "call00001001"), (entry.Act, entry.Call?.Value));
    }

    [Theory]
    [InlineData(0L, 43L)]
    [InlineData(44L, null)]
    [InlineData(null, 100L)]
    public async Task A_range_is_sent_as_asked(long? from, long? to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path) { Headers = { Range = new RangeHeaderValue(from, to) } };
        using var answer = await Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        var expected = from is null ? Gateway.Audio[^(int)to!.Value..] : Gateway.Audio[(int)from..((int?)to + 1 ?? Gateway.Audio.Length)];
        Assert.Equal(expected, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal(Gateway.Audio.Length, answer.Content.Headers.ContentRange?.Length);
        Assert.StartsWith("bytes=", Assert.Single(Gateway.Trail).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_a_416()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Range = new RangeHeaderValue(Gateway.Audio.Length, null);
        using var answer = await Http.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
    }

    [Fact]
    public async Task All_parts_are_listed_and_each_is_served_and_audited_by_its_number()
    {
        var sheet = await JsonAsync("/api/v1/calls/call00001001/recordings");
        Assert.Equal([1, 2], sheet.GetProperty("parts").EnumerateArray().Select(p => p.GetProperty("part").GetInt32()));
        Assert.Empty(Gateway.Trail);
        foreach (var query in new[] { "?part=1", "?part=2", "" })
        {
            using var answer = await Http.GetAsync(Path + query, Cancellation);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal([1, 2, 2], Gateway.Opened);
        Assert.Equal(["part 1", "part 2", null], Gateway.Trail.Select(e => e.Detail));
    }

    [Fact]
    public async Task A_part_that_was_erased_is_gone_and_says_when_and_why_and_the_last_one_that_is_there_is_played()
    {
        Gateway.Sheet = Gateway.Sheet with
        {
            Parts = [Gateway.Sheet.Parts[0], Gateway.Sheet.Parts[1] with { ErasedAt = DateTimeOffset.UnixEpoch, ErasedBecause = "retention" }],
            Hold = new LegalHoldView("ani", "case", DateTimeOffset.UnixEpoch),
        };
        using var answer = await Http.GetAsync(Path + "?part=2", Cancellation);
        Assert.Contains("retention", await ProblemAsync(answer, 410), StringComparison.Ordinal);
        Assert.Empty(Gateway.Trail);
        using var other = await Http.GetAsync(Path, Cancellation);
        Assert.Equal([1], Gateway.Opened);
        Assert.Equal("case", (await JsonAsync("/api/v1/calls/call00001001/recordings")).GetProperty("hold").GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("?part=0")]
    [InlineData("?part=3")]
    [InlineData("?part=-1")]
    public async Task A_part_that_never_was_is_a_404(string query)
    {
        using var answer = await Http.GetAsync(Path + query, Cancellation);
        await ProblemAsync(answer, 404);
        Assert.Empty(Gateway.Opened);
    }

    [Theory]
    [InlineData("call00000001")]
    [InlineData("..%2F..%2Fjournal")]
    [InlineData("x")]
    public async Task What_is_no_finished_recording_is_a_404(string id)
    {
        using var answer = await Http.GetAsync($"/api/v1/calls/{id}/recording", Cancellation);
        await ProblemAsync(answer, 404);
        Assert.Empty(Gateway.Trail);
    }

    [Fact]
    public async Task Without_an_audit_trail_no_recording_is_sent()
    {
        Gateway.AuditFailure = new IOException("disk full");
        using var answer = await Http.GetAsync(Path, Cancellation);
        await ProblemAsync(answer, 503);
        Assert.Empty(Gateway.Opened);
    }
}
