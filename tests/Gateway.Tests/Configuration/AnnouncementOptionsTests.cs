using Gateway.Configuration;

namespace Gateway.Tests.Configuration;

public sealed class AnnouncementOptionsTests
{
    [Theory]
    [InlineData(1, 20, "id/position id/number-1 id/wait-short")]
    [InlineData(10, 61, "id/position id/number-10 id/wait-about id/number-2 id/minutes")]
    [InlineData(11, 600, "id/position-more id/wait-about id/number-10 id/minutes")]
    [InlineData(500, 601, "id/position-more id/wait-more")]
    [InlineData(3, null, "id/position id/number-3")]
    [InlineData(0, null, "")]
    public void What_is_known_is_said_and_nothing_else(int position, int? seconds, string said)
    {
        var options = new AnnouncementOptions { Position = true, ExpectedWait = true, Languages = ["id"] };
        var prompts = options.Now((position, seconds is { } s ? TimeSpan.FromSeconds(s) : null));
        Assert.Equal(said, string.Join(' ', prompts));
        Assert.Subset(options.All.ToHashSet(), prompts.ToHashSet());
    }

    [Fact]
    public void Each_language_speaks_in_turn_and_what_is_not_wanted_is_not_said()
    {
        var options = new AnnouncementOptions { Position = true, Languages = ["id", "en"] };
        Assert.Equal("id/position id/number-2 en/position en/number-2", string.Join(' ', options.Now((2, TimeSpan.FromMinutes(1)))));
        Assert.Empty(new AnnouncementOptions { Languages = ["id"] }.Now((2, TimeSpan.FromMinutes(1))));
        Assert.Empty(new AnnouncementOptions { Languages = ["id"] }.All);
    }

    [Fact]
    public void They_come_every_45_seconds_unless_the_centre_says_otherwise()
    {
        Assert.Equal(TimeSpan.FromSeconds(45), Read("").Every);
        Assert.Null(Read("""{ "every": 0 }""").Every);
        var chosen = Read("""{ "every": "20s", "position": true }""");
        Assert.Equal((TimeSpan.FromSeconds(20), true, false), (chosen.Every!.Value, chosen.Position, chosen.ExpectedWait));
    }

    private static AnnouncementOptions Read(string announcements)
    {
        using var folder = new TestFolder();
        folder.Write("centres.json", TestFolder.Centres.Replace(
            "\"queues\"", announcements.Length == 0 ? "\"queues\"" : $"\"announcements\": {announcements}, \"queues\"", StringComparison.Ordinal));
        return folder.Good().Centres[0].Announcements;
    }
}
