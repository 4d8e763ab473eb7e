using Gateway.Media.Recording.Sealing;
using Gateway.Recordings;

namespace Gateway.Tests.Configuration;

public sealed class RecordingsSectionTests : IDisposable
{
    private static readonly string One = Convert.ToBase64String([.. Enumerable.Repeat((byte)1, 32)]);
    private static readonly string Two = Convert.ToHexString([.. Enumerable.Repeat((byte)2, 32)]);

    private readonly TestFolder _folder = new();
    private readonly string _data = Directory.CreateTempSubdirectory("gateway-recordings-").FullName;

    public void Dispose()
    {
        _folder.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public void Nothing_configured_means_recordings_in_the_clear() => Assert.Null(_folder.Good().Recordings.Keys.Newest);

    [Fact]
    public void The_first_key_seals_and_all_open()
    {
        _folder.Environment["OLD"] = One;
        _folder.Write("new.key", Two + "\n");
        Write("""{ "id": "2026-11", "key": "file:new.key" }, { "id": "2026-05", "key": "env:OLD" }""");
        var keys = _folder.Good().Recordings.Keys;
        Assert.Equal(("2026-11", "2026-05"), (keys.Newest?.Id, keys.Find("2026-05")?.Id));
        Assert.Equal(RecordingKey.Parse("x", One)!.Check, keys.Find("2026-05")!.Check);
    }

    [Theory]
    [InlineData("""{ "id": "a", "key": "env:GONE" }""", "GONE is not set")]
    [InlineData("""{ "id": "a", "key": "file:gone.key" }""", "cannot be read")]
    [InlineData("""{ "id": "a", "key": "env:SHORT" }""", "not a key of 256 bits")]
    [InlineData("""{ "id": "a" }""", "\"key\" is missing")]
    [InlineData("""{ "key": "env:ONE" }""", "\"id\" is missing")]
    [InlineData("""{ "id": "a b", "key": "env:ONE" }""", "not an id")]
    [InlineData("""{ "id": "a", "key": "AAAA" }""", "in the clear")]
    [InlineData("""{ "id": "a", "key": "env:ONE" }, { "id": "a", "key": "env:TWO" }""", "there twice")]
    public void A_key_that_is_missing_or_none_is_an_error_with_its_place_and_tells_nothing_of_the_key(string keys, string wrong)
    {
        (_folder.Environment["ONE"], _folder.Environment["TWO"], _folder.Environment["SHORT"]) = (One, Two, "c2hvcnQ=");
        Write(keys);
        var error = Assert.Single(_folder.Errors());
        Assert.Contains(wrong, error.Wrong, StringComparison.Ordinal);
        Assert.StartsWith("recordings.keys[", error.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("c2hvcnQ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_exchanged_under_its_old_id_is_an_error()
    {
        _folder.Environment["KEY"] = One;
        Write("""{ "id": "a", "key": "env:KEY" }""");
        var configuration = _folder.Good();
        KeyLedger.Note(configuration.Storage.Recordings!, configuration.Recordings.Keys);
        KeyLedger.Note(configuration.Storage.Recordings!, configuration.Recordings.Keys);
        Assert.Single(File.ReadAllLines(Path.Combine(_data, "recordings", KeyLedger.FileName)));
        _folder.Good();
        _folder.Environment["KEY"] = Two;
        Assert.Contains("not the key that sealed", Assert.Single(_folder.Errors()).Wrong, StringComparison.Ordinal);
        Write("""{ "id": "b", "key": "env:KEY" }""");
        Assert.Equal("b", _folder.Good().Recordings.Keys.Newest?.Id);
    }

    [Fact]
    public void Nothing_is_erased_unless_it_is_said_how_old_it_must_be()
    {
        Assert.Null(_folder.Good().Recordings.DeleteOldestAfter);
        Assert.Equal((null, null), (_folder.Good().Centres[0].Recording.KeepFor, _folder.Good().Centres[0].Recording.MostPause));
        WriteMember("\"whenDiskIsFull\": \"keep\", \"deleteOldestAfter\": \"30d\"");
        Assert.Null(_folder.Good().Recordings.DeleteOldestAfter);
        WriteMember("\"whenDiskIsFull\": \"deleteOldest\", \"deleteOldestAfter\": \"30d\"");
        Assert.Equal(TimeSpan.FromDays(30), _folder.Good().Recordings.DeleteOldestAfter);
        WriteMember("\"whenDiskIsFull\": \"deleteOldest\"");
        Assert.Contains("deleteOldestAfter", Assert.Single(_folder.Errors()).Right, StringComparison.Ordinal);
        WriteMember("\"whenDiskIsFull\": \"deleteOldest\", \"deleteOldestAfter\": \"1h\"");
        Assert.Contains("deleteOldestAfter", Assert.Single(_folder.Errors()).Path, StringComparison.Ordinal);
        WriteMember("\"whenDiskIsFull\": \"delete\"");
        Assert.Contains("keep, deleteOldest", Assert.Single(_folder.Errors()).Right, StringComparison.Ordinal);
    }

    [Fact]
    public void A_centre_says_how_long_it_keeps_recordings_and_how_long_they_may_pause()
    {
        Centre("\"keepFor\": \"365d\", \"maxPause\": \"60s\"");
        var recording = _folder.Good().Centres[0].Recording;
        Assert.Equal((TimeSpan.FromDays(365), TimeSpan.FromSeconds(60)), (recording.KeepFor, recording.MostPause));
        foreach (var wrong in new[] { "\"keepFor\": \"1h\"", "\"maxPause\": \"1s\"", "\"maxPause\": \"1h\"", "\"keep\": \"1d\"" })
        {
            Centre(wrong);
            Assert.StartsWith("centres[0].recording", Assert.Single(_folder.Errors()).Path, StringComparison.Ordinal);
        }
    }

    private void Centre(string members) => _folder.Write("centres.json", TestFolder.Centres.Replace(
        "\"queues\"", $"\"recording\": {{ {members} }}, \"queues\"", StringComparison.Ordinal));

    private void WriteMember(string members) => _folder.Write("gateway.json", TestFolder.Gateway.Replace(
        "\"sip\":", $"\"recordings\": {{ {members} }}, \"sip\":", StringComparison.Ordinal));

    private void Write(string keys) => _folder.Write("gateway.json", TestFolder.Gateway.Replace(
        "\"sip\":",
        $$"""
        "storage": { "directory": "{{_data}}" },
        "recordings": { "keys": [{{keys}}] },
        "sip":
        """,
        StringComparison.Ordinal));
}
