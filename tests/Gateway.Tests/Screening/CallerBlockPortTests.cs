using Gateway.Acd;
using Gateway.Calls;
using Gateway.Calls.Journal;
using Gateway.Calls.Screening;
using Gateway.NocPorts;
using Gateway.Screening;
using Gateway.Storage.Journal;
using Gateway.Storage.Records;
using Gateway.Tests.Configuration;
using Gateway.Web.Ports;

namespace Gateway.Tests.Screening;

/// <summary>Who may block whom, against real records.</summary>
public sealed class CallerBlockPortTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);
    private static readonly CallId Call = new("C1");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private readonly TestFolder _folder = new();
    private readonly string _data = Directory.CreateTempSubdirectory("gateway-blocks-").FullName;
    private readonly InMemoryJournal _journal = new("test", () => new byte[16]);
    private readonly SqliteRecords _records;
    private DateTimeOffset _now = Start;

    public CallerBlockPortTests() => _records = new SqliteRecords(Path.Combine(_data, "records.db"), _journal, TimeProvider.System, _ => { });

    [Fact]
    public async Task It_takes_two_people_and_ends_with_its_time()
    {
        var port = Port(block: true);
        Receive("+62812");
        Assert.Equal(BlockChange.NoBlock, await port.ApproveAsync(Call, "budi", Cancellation));
        Assert.Equal(BlockChange.Done, await port.ProposeAsync(Call, TimeSpan.FromHours(12), "forty calls", "ani", Cancellation));
        Follow();
        Assert.Equal(BlockChange.SamePerson, await port.ApproveAsync(Call, "ani", Cancellation));
        Assert.Equal(BlockChange.Done, await port.ApproveAsync(Call, "budi", Cancellation));
        Follow();
        Assert.True(_records.Find(Call)!.Block!.IsInForce(_now.AddHours(11)));
        Assert.Equal(["C1"], _records.Last(new RecordFilter(10, LabelledAt: _now.AddHours(11))).Select(r => r.Call.Value));
        Assert.Equal(BlockChange.Done, await port.LiftAsync(Call, "new owner", "citra", Cancellation));
        Follow();
        Assert.Equal(BlockChange.NoBlock, await port.LiftAsync(Call, "again", "citra", Cancellation));
        Assert.Equal(BlockChange.Done, await port.ProposeAsync(Call, TimeSpan.FromHours(1), "again", "ani", Cancellation));
        Follow();
        _now = Start.AddHours(2);
        Assert.Equal(BlockChange.NoBlock, await port.ApproveAsync(Call, "budi", Cancellation));
    }

    [Fact]
    public async Task Nobody_is_blocked_where_it_is_switched_off_or_whom_nobody_can_tell_from_others()
    {
        Receive(null);
        Assert.Equal(BlockChange.SwitchedOff, await Port(block: false).ProposeAsync(Call, TimeSpan.FromHours(1), "x", "ani", Cancellation));
        Assert.Equal(BlockChange.NoIdentity, await Port(block: true).ProposeAsync(Call, TimeSpan.FromHours(1), "x", "ani", Cancellation));
        Assert.Equal(BlockChange.UnknownCall, await Port(block: true).ProposeAsync(new CallId("C9"), TimeSpan.FromHours(1), "x", "ani", Cancellation));
    }

    public void Dispose()
    {
        _records.Dispose();
        _journal.Dispose();
        _folder.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    private CallerBlockPort Port(bool block)
    {
        _folder.Write("centres.json", $$"""
            { "centres": [ { "code": "71.71", "name": "Kota Manado", "timeZone": "Asia/Makassar", "queues": [ { "name": "darurat" } ],
              "screening": { "block": {{(block ? "true" : "false")}} } } ] }
            """);
        var configuration = _folder.Good();
        return new CallerBlockPort(_records, new CallLabelling(_journal, () => configuration, () => _now, _ => { }), () => _now);
    }

    private void Receive(string? number)
    {
        _journal.Append(
        [
            new JournalEntry(Call, Start, TimeSpan.Zero, new CallReceived(
                "I", "telkomsel", "sip", "sip:x@y", null, number, number is not null, null, false, null, "urn:service:sos", "112", null, "192.0.2.1:5060",
                null, AnswerMode.Immediately, false)),
            new JournalEntry(Call, Start, TimeSpan.Zero, new CallRouted("71.71", "71.71/darurat", "area")),
            new JournalEntry(Call, Start.AddSeconds(30), TimeSpan.FromSeconds(30), new CallEnded(CallOutcome.AbandonedWaiting, "caller hung up")),
        ]);
        Follow();
    }

    private void Follow() => Assert.True(_records.WaitFor(_journal.Head.Number, TimeSpan.FromSeconds(30)));
}
