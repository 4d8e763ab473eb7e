using Gateway.Acd;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Records;

/// <summary>Journal events to call record. Pure; applying a call's events in order gives its record and its phase at every point.</summary>
public static class CallRecordFold
{
    /// <summary>The record after one more entry; entries of other calls and unknown payloads leave it as it is.</summary>
    /// <param name="record">Null before the call's first entry.</param>
    /// <returns>Null while nothing of the call is known.</returns>
    public static CallRecord? Apply(CallRecord? record, JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Call is not { } call || (record is not null && record.Call != call))
        {
            return record;
        }

        // A gap may have swallowed the beginning; the rest is still worth a record.
        record ??= new CallRecord { Call = call, ReceivedAt = entry.At - (entry.Elapsed ?? TimeSpan.Zero) };
        var after = entry.Elapsed ?? entry.At - record.ReceivedAt;
        return entry.Payload switch
        {
            CallReceived p => Received(record, p),
            CallerEstablished { Early: true } => record with { EarlyMediaAfter = record.EarlyMediaAfter ?? after },
            CallerEstablished => record with { AnsweredAfter = record.AnsweredAfter ?? after },
            LocationFound p => record with { Location = p },
            CallRouted p => record with { Centre = p.Centre, RouteRule = p.Rule },
            EnterQueue p => Visit(record, p.Queue, after, null) with
            {
                Phase = CallPhase.Waiting,
                QueuedAfter = record.QueuedAfter ?? after,
            },
            Overflow p => Visit(record, p.To, after, p.Reason),
            OfferMade p => record with
            {
                Phase = CallPhase.Offered,
                Offers = [.. record.Offers, new OfferRecord(new OfferId(p.Offer), new AgentId(p.Agent), new QueueId(p.Queue), after)],
            },
            AgentRinging p => OnOffer(record, p.Offer, o => o with { RingingAfter = after }),
            AgentAnswered p => OnOffer(record, p.Offer, o => o with { AnsweredAfter = after }),
            Connect p => OnOffer(record, p.Offer, o => o with { ConnectedAfter = after }) with
            {
                Phase = CallPhase.Bridged,
                ConnectedAfter = record.ConnectedAfter ?? after,
                Queue = new QueueId(p.Queue),
            },
            RingNoAnswer p => Return(record, p.Offer, after, "no_answer"),
            OfferFailed p => Return(record, p.Offer, after, Word(p.Failure)),
            RingCanceled p => Return(record, p.Offer, after, "canceled"),
            Transferred p => Return(record, p.Offer, after, "transferred") with { Queue = new QueueId(p.Queue) },
            AgentLost p => Return(record, p.Offer, after, "lost"),
            CompleteCaller p => End(Complete(record, p.Offer, after, "completed_caller"), CallOutcome.Answered, after, "caller"),
            CompleteAgent p => End(Complete(record, p.Offer, after, "completed_agent"), CallOutcome.Answered, after, "agent"),
            Abandon p => End(record, p.Outcome, after, "caller"),
            CallerLegLost => End(record, CallOutcome.CallerLegLost, after, "network"),
            Withdraw p => End(record, p.Outcome, after, p.By == "supervisor" ? p.By : "gateway") with { Cause = p.Reason },
            CallRefused p => End(record, CallOutcome.Refused, after, "gateway") with { RefusedWith = p.Status, Cause = p.Reason },
            SignalsReceived p => record with { Signals = p },
            ReasonReceived p => record with { Reasons = [.. record.Reasons, p] },
            TestCall => record with { IsTest = true },
            VoiceDetected => record with { VoiceAfter = record.VoiceAfter ?? after },
            KeyPressed p => record with { Keys = record.Keys + p.Key },
            CallScored p => record with { Score = p },
            CallGrouped p => record with { Group = p },
            CallLabelled p => record with { Labels = [.. record.Labels, new LabelRecord(p.Label, p.By, p.Agent, entry.At, p.ExpiresAt)] },
            LabelReversed p when record.Label is { } label =>
                record with { Labels = [.. record.Labels.SkipLast(1), label with { ReversedBy = p.By, ReversedWhy = p.Reason }] },
            BlockProposed p => record with { Block = new BlockRecord(p.By, p.Until, p.Reason) },
            BlockApproved p when record.Block is { } block => record with { Block = block with { ApprovedBy = p.By } },
            BlockLifted p when record.Block is { } block => record with { Block = block with { LiftedBy = p.By } },
            RecordingErased p => record with { Erasures = [.. record.Erasures, new RecordingErasure(p.Path, entry.At, p.Reason)] },
            LegalHoldSet p => record with { Hold = new LegalHold(p.By, p.Reason, entry.At) },
            LegalHoldLifted => record with { Hold = null },
            CallbackAttempted { Recording: { } path } => record with { CallbackRecordings = [.. record.CallbackRecordings, path] },
            RecordingPaused p => record with { Pauses = [.. record.Pauses, new RecordingPauseRecord(after, p.By, p.Agent, p.Reason)] },
            RecordingContinued p => Continue(record, after, p.By, p.Because),
            RecordingCommitted p => record with { Recordings = [.. record.Recordings, p] },
            CallInterrupted => Interrupt(record, after),
            CallMended => WithTalkTime(EndOffers(record, after, "defect")) with { Phase = CallPhase.Admitting, Mended = record.Mended + 1 },
            CallResumed p => record with { InterruptedFor = record.InterruptedFor + TimeSpan.FromMilliseconds(p.InterruptedMs) },
            MediaMeasured p => record with { Lines = [.. record.Lines, p] },
            RecordingFailed p => record with { RecordingTrouble = [.. record.RecordingTrouble, p.Reason] },
            CallEnded p => End(record, p.Outcome, after, "gateway") with { IsClosed = true, Outcome = p.Outcome, Cause = p.Cause },
            _ => record,
        };
    }

    /// <summary>The record of a whole call, or null for no entries.</summary>
    public static CallRecord? Of(IEnumerable<JournalEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries.Aggregate((CallRecord?)null, Apply);
    }

    private static CallRecord Received(CallRecord record, CallReceived p) => record with
    {
        IncidentId = p.IncidentId,
        Trunk = p.Trunk,
        SipCallId = p.SipCallId,
        From = p.From,
        AssertedIdentity = p.AssertedIdentity,
        CallerNumber = p.CallerNumber,
        CallerName = p.DisplayName,
        Callable = p.Callable,
        PresentationRestricted = p.PresentationRestricted,
        DeviceId = p.DeviceId,
        RequestUri = p.RequestUri,
        Dialled = p.Dialled,
        ServiceUrn = p.ServiceUrn,
        Source = p.Source,
    };

    private static CallRecord Visit(CallRecord record, string queue, TimeSpan after, string? reason)
    {
        var id = new QueueId(queue);
        return record with { Queue = id, QueuePath = [.. record.QueuePath, new QueueVisit(id, after, reason)] };
    }

    /// <summary>The last one of that number: after a restart the ACD counts from the beginning.</summary>
    private static CallRecord OnOffer(CallRecord record, long offer, Func<OfferRecord, OfferRecord> change)
    {
        var offers = record.Offers.ToArray();
        var at = Array.FindLastIndex(offers, o => o.Offer.Value == offer);
        if (at < 0)
        {
            return record;
        }

        offers[at] = change(offers[at]);
        return record with { Offers = offers };
    }

    private static CallRecord Interrupt(CallRecord record, TimeSpan after) =>
        WithTalkTime(EndOffers(Continue(record, after, RecordingContinued.Gateway, "interrupted"), after, "interrupted")) with { Phase = CallPhase.Admitting, Interruptions = record.Interruptions + 1 };

    private static CallRecord Continue(CallRecord record, TimeSpan after, string by, string because) =>
        record.Pauses is [.., { Until: null } last]
            ? record with { Pauses = [.. record.Pauses.SkipLast(1), last with { Until = after, ContinuedBy = by, Because = because }] }
            : record;

    /// <summary>One offer is over: the call waits again, unless other phones ring or another agent has it.</summary>
    private static CallRecord Return(CallRecord record, long offer, TimeSpan after, string result)
    {
        record = WithTalkTime(Complete(record, offer, after, result));
        var open = record.Offers.Where(o => o.EndedAfter is null).ToList();
        return record with
        {
            Phase = open.Exists(o => o.ConnectedAfter is not null) ? CallPhase.Bridged : open.Count > 0 ? CallPhase.Offered : CallPhase.Waiting,
        };
    }

    private static CallRecord Complete(CallRecord record, long offer, TimeSpan after, string result) =>
        OnOffer(record, offer, o => o with { EndedAfter = after, Result = result });

    private static CallRecord End(CallRecord record, CallOutcome outcome, TimeSpan after, string by)
    {
        if (record.Outcome is not null)
        {
            return record;
        }

        return WithTalkTime(EndOffers(record, after, "call_ended")) with
        {
            Phase = CallPhase.Ended,
            Outcome = outcome,
            EndedAfter = after,
            EndedBy = by,
        };
    }

    private static CallRecord EndOffers(CallRecord record, TimeSpan after, string result) => record with
    {
        Offers = [.. record.Offers.Select(o => o.EndedAfter is null ? o with { EndedAfter = after, Result = result } : o)],
    };

    private static CallRecord WithTalkTime(CallRecord record) => record with
    {
        TalkTime = new TimeSpan(record.Offers.Sum(o => o is { ConnectedAfter: { } from, EndedAfter: { } to } ? (to - from).Ticks : 0)),
    };

    private static string Word(OfferFailure failure) => failure switch
    {
        OfferFailure.Busy => "busy",
        OfferFailure.Declined => "declined",
        OfferFailure.NoAnswer => "no_answer",
        OfferFailure.Unregistered => "unregistered",
        OfferFailure.Lost => "lost",
        _ => "failed",
    };
}
