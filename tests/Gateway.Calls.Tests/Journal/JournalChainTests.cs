using System.Security.Cryptography;
using System.Text;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Tests.Journal;

public sealed class JournalChainTests
{
    private static readonly byte[] Salt = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    private static List<JournalEvent> Chain(int count)
    {
        List<JournalEvent> events = [];
        var head = JournalHead.Empty("gw1");
        for (var i = 0; i < count; i++)
        {
            var entry = i == 0
                ? JournalEntry.OfNode(A.Start, new NodeStarted("1.0.0", 0))
                : new JournalEntry(A.Call, A.Start.AddMilliseconds(i), TimeSpan.FromMilliseconds(i), new EnterQueue("71.71/darurat", i));
            events.Add(JournalChain.Next(head, entry, Salt));
            head = JournalHead.Of(events[^1]);
        }

        return events;
    }

    private static string? Check(IEnumerable<JournalEvent> events)
    {
        var head = JournalHead.Empty("gw1");
        foreach (var next in events)
        {
            if (JournalChain.Check(head, next) is { } fault)
            {
                return fault;
            }

            head = JournalHead.Of(next);
        }

        return null;
    }

    [Fact]
    public void The_header_is_laid_out_as_documented_for_ever()
    {
        var second = Chain(2)[1];
        Assert.Equal(
            "474a3031" + "0003677731" + "0000000000000002" + "000c" + Convert.ToHexStringLower("7K2M9QXW4T1Z"u8) + "000660fce7f6cfe8"
            + "00000000000003e8" + "000a" + Convert.ToHexStringLower("EnterQueue"u8) + "0001",
            Convert.ToHexStringLower(JournalChain.Header(second)));
        var first = Chain(1)[0];
        Assert.Equal(
            "474a3031" + "0003677731" + "0000000000000001" + "0000" + "000660fce7f6cc00" + "8000000000000000"
            + "000b" + Convert.ToHexStringLower("NodeStarted"u8) + "0001",
            Convert.ToHexStringLower(JournalChain.Header(first)));
    }

    [Fact]
    public void The_hash_is_the_documented_one_computed_by_hand()
    {
        var (first, second) = (Chain(2)[0], Chain(2)[1]);
        var content = SHA256.HashData([.. Salt, .. Encoding.UTF8.GetBytes("""{"queue":"71.71/darurat","position":1}""")]);
        Assert.Equal(content, second.ContentHash.ToArray());
        Assert.Equal(SHA256.HashData([.. first.Hash.Span, .. JournalChain.Header(second), .. content]), second.Hash.ToArray());
        Assert.Equal(SHA256.HashData([.. new byte[32], .. JournalChain.Header(first), .. first.ContentHash.Span]), first.Hash.ToArray());
    }

    [Fact]
    public void A_whole_chain_holds_and_an_erased_event_leaves_it_whole()
    {
        var events = Chain(10);
        Assert.Null(Check(events));
        events[4] = events[4].Erase();
        Assert.True(events[4].IsErased);
        Assert.Null(events[4].Read());
        Assert.Null(Check(events));
    }

    [Fact]
    public void A_changed_payload_a_changed_header_and_a_missing_event_show()
    {
        var payload = Chain(5);
        payload[2] = payload[2] with { Payload = Encoding.UTF8.GetBytes("""{"queue":"71.72/darurat","position":2}""") };
        Assert.Equal("event 3: the payload was changed", Check(payload));

        var erasedAndChanged = Chain(5);
        erasedAndChanged[2] = erasedAndChanged[2].Erase() with { ContentHash = new byte[32] };
        Assert.Equal("event 3: the chain is broken here", Check(erasedAndChanged));

        var header = Chain(5);
        header[2] = header[2] with { At = header[2].At.AddMicroseconds(1) };
        Assert.Equal("event 3: the chain is broken here", Check(header));

        var missing = Chain(5);
        missing.RemoveAt(2);
        Assert.Equal("event 3 is missing: 4 follows 2", Check(missing));

        var foreign = Chain(5);
        foreign[2] = foreign[2] with { Node = "gw2" };
        Assert.Equal("event 3 is of node gw2, not gw1", Check(foreign));
    }

    [Fact]
    public void Times_are_kept_in_whole_microseconds_so_that_a_stored_event_hashes_the_same()
    {
        var entry = new JournalEntry(A.Call, A.Start.AddTicks(19), new TimeSpan(-19), new Held("caller"));
        var next = JournalChain.Next(JournalHead.Empty("gw1"), entry, Salt);
        Assert.Equal(A.Start.AddTicks(10), next.At);
        Assert.Equal(new TimeSpan(-20), next.Elapsed);
    }
}
