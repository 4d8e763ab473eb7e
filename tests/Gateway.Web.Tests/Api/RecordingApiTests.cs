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
    }
}
