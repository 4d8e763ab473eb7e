using Gateway.Calls.Journal;
using Gateway.Calls.Records;
using Gateway.Calls.Screening;

namespace Gateway.Calls.Tests.Screening;

public sealed class LabelTests
{
    private static readonly DateTimeOffset Expiry = A.Start.AddDays(30);

    [Fact]
    public void A_label_given_after_the_end_is_in_the_record_and_changes_nothing_else()
    {
        var before = Record();
        var after = Record(new CallLabelled(CallLabel.Ghost, "phone", "2001", Expiry));
        Assert.Equal(new LabelRecord(CallLabel.Ghost, "phone", "2001", A.Start.AddMinutes(5), Expiry), after.Label);
        Assert.Equal((before.Outcome, before.TalkTime, before.EndedAfter, true), (after.Outcome, after.TalkTime, after.EndedAfter, after.IsClosed));
    }

    [Fact]
    public void The_last_label_counts_and_a_reversal_brings_no_earlier_one_back()
    {
        var changed = new JournalPayload[] { new CallLabelled(CallLabel.Prank, "phone", "2001", Expiry), new CallLabelled(CallLabel.Normal, "ani", null, Expiry) };
        Assert.Equal(CallLabel.Normal, Record(changed).Label!.Label);
        var reversed = Record([.. changed, new LabelReversed("budi", "wrong call"), new LabelReversed("budi", "again")]);
        Assert.Null(reversed.Label);
        Assert.Equal([null, "budi"], reversed.Labels.Select(l => l.ReversedBy));
        Assert.Equal("wrong call", reversed.Labels[1].ReversedWhy);
    }

    [Fact]
    public void A_block_is_in_force_from_its_approval_to_its_end_or_until_it_is_lifted()
    {
        var proposed = new BlockProposed("ani", Expiry, "forty calls in an hour");
        Assert.False(Record(proposed).Block!.IsInForce(A.Start));
        var approved = Record(proposed, new BlockApproved("budi", Expiry)).Block!;
        Assert.Equal(("ani", "budi"), (approved.ProposedBy, approved.ApprovedBy));
        Assert.True(approved.IsInForce(Expiry.AddSeconds(-1)));
        Assert.False(approved.IsInForce(Expiry));
        Assert.False(Record(proposed, new BlockApproved("budi", Expiry), new BlockLifted("citra", "new owner")).Block!.IsInForce(A.Start));
        Assert.Null(Record(new BlockApproved("budi", Expiry)).Block);
    }

    [Theory]
    [InlineData("PRANK", CallLabel.Prank)]
    [InlineData(" salah wilayah ", CallLabel.SalahWilayah)]
    [InlineData("salah-wilayah", CallLabel.SalahWilayah)]
    [InlineData("abuse", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Names_are_read_as_people_write_them(string? name, CallLabel? label) => Assert.Equal(label, CallLabels.Parse(name));

    private static CallRecord Record(params JournalPayload[] later) => CallRecordFold.Of(
    [
        .. CallRun.Bridged().After(60).On(new CallInput.AgentHungUp(A.Offer)).On(new CallInput.RecordingCommitted(A.Recording)).Journal,
        .. later.Select(p => new JournalEntry(A.Call, A.Start.AddMinutes(5), null, p)),
    ])!;
}
