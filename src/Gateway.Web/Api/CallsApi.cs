using System.ComponentModel;
using Gateway.Acd;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Gateway.Web.Api;

/// <summary>Calls in progress, call records and recordings.</summary>
internal static class CallsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/calls", CallsAsync)
            .WithName("listCalls").WithSummary("Calls in progress and ended calls")
            .WithDescription(
                "Ended calls come newest first. Take `next` as `before` for the page after; `inProgress` is on the first page only. "
                + "Numbers are masked unless `numbers=full`, which is audited per call.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/calls/{id}", CallAsync)
            .WithName("getCall").WithSummary("One call: in progress, on record, or both while it is being written")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/calls/{id}/recording", RecordingAsync)
            .WithName("getRecording").WithSummary("A recording of a call; stereo WAV, caller left, agent right")
            .WithDescription(
                "`part` as in /recordings; without it the call's last one. Sealed recordings are opened. Ranges are served (RFC 9110 §14). Every "
                + "request is audited.")
            .Produces<Stream>(StatusCodes.Status200OK, "audio/wav").Produces<Stream>(StatusCodes.Status206PartialContent, "audio/wav")
            .Produces(StatusCodes.Status416RangeNotSatisfiable).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/calls/{id}/recordings", SheetAsync)
            .WithName("listRecordings").WithSummary("All parts of a call's recordings: a call that outlived a restart has several; pauses, hold, what was erased")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<RecordingSheet>, ProblemHttpResult>> SheetAsync(string id, HttpContext http, CallsServices use) =>
        IsCallId(id) && await use.Recordings.FindAsync(new CallId(id), http.RequestAborted) is { } sheet
            ? TypedResults.Ok(sheet) : ApiProblem.NoSuchCall(id);

    private static async Task<Results<Ok<CallsPage>, ProblemHttpResult>> CallsAsync(
        [AsParameters] CallsQuery query, HttpContext http, CallsServices use)
    {
        if (query.Refusal(use.Options) is { } refusal)
        {
            return refusal;
        }

        var limit = query.LimitOr(use.Options);
        var records = await use.Catalog.LastAsync(query.ToRecordQuery(limit), http.RequestAborted);
        var inProgress = query.IsFirstPage ? use.View.Current.Calls.Where(query.Matches).ToList() : [];
        var full = query.Full;
        if (full)
        {
            inProgress.ForEach(c => AuditNumber(use.Audit, http, c.Id, c.Caller));
            records.ToList().ForEach(r => AuditNumber(use.Audit, http, r.Id, r.Caller));
        }

        return TypedResults.Ok(new CallsPage(
            [.. inProgress.Select(c => Shown(c, full))],
            [.. records.Select(r => Shown(r, full))],
            records.Count == limit ? records[^1].Id : null));
    }

    private static async Task<Results<Ok<CallDetail>, ProblemHttpResult>> CallAsync(
        string id, [Description("\"masked\" (default) or \"full\"")] string? numbers, HttpContext http, CallsServices use)
    {
        if (CallsQuery.NumbersRefusal(numbers) is { } refusal)
        {
            return refusal;
        }

        var call = use.View.Current.Calls.FirstOrDefault(c => c.Id.Value == id);
        var record = IsCallId(id) ? await use.Catalog.FindAsync(new CallId(id), http.RequestAborted) : null;
        if (call is null && record is null)
        {
            return ApiProblem.NoSuchCall(id);
        }

        var full = numbers == CallsQuery.FullNumbers;
        if (full)
        {
            AuditNumber(use.Audit, http, new CallId(id), call?.Caller ?? record?.Caller);
        }

        return TypedResults.Ok(new CallDetail(call is null ? null : Shown(call, full), record is null ? null : Shown(record, full)));
    }

    private static async Task<IResult> RecordingAsync(
        string id, [Description("1 or more; default: the last part of the call itself")] int? part, HttpContext http, CallsServices use)
    {
        var sheet = IsCallId(id) ? await use.Recordings.FindAsync(new CallId(id), http.RequestAborted) : null;
        var chosen = part is null ? sheet?.Default : sheet?.Parts.FirstOrDefault(p => p.Part == part);
        if (chosen is null or { ErasedAt: not null })
        {
            return chosen is null ? ApiProblem.NoRecording(id) : ApiProblem.Erased(id, chosen);
        }

        // First the trace, then the file is opened and, where it is sealed, decrypted.
        var range = http.Request.Headers.Range.ToString();
        use.Audit.Record(
            http, AuditAct.RecordingOpened, new CallId(id), part is null ? (range.Length == 0 ? null : range) : $"part {part} {range}".TrimEnd());
        if (await use.Recordings.OpenAsync(new CallId(id), chosen.Part, http.RequestAborted) is not { } recording)
        {
            return ApiProblem.NoRecording(id);
        }

        // Audio of a caller must not stay in a shared or disk cache.
        http.Response.Headers.CacheControl = "no-store";
        var tag = recording.Sha256 is { } hash ? new EntityTagHeaderValue($"\"{hash}\"") : null;
        return TypedResults.Stream(recording.Stream, recording.ContentType, null, recording.FinishedAt, tag, enableRangeProcessing: true);
    }

    private static CallView Shown(CallView call, bool full) => full ? call : call with { Caller = CallerNumber.Mask(call.Caller) };

    private static CallRecordView Shown(CallRecordView record, bool full) =>
        full ? record : record with { Caller = CallerNumber.Mask(record.Caller) };

    internal static void AuditNumber(Audit audit, HttpContext http, CallId id, string? number)
    {
        if (number is not null)
        {
            audit.Record(http, AuditAct.NumberShown, id);
        }
    }

    // Anything else never reaches a store, so no id can name a path.
    internal static bool IsCallId(string id) => id.Length is >= 10 and <= 32 && id.All(char.IsAsciiLetterOrDigit);
}

/// <summary>What the call routes use.</summary>
internal sealed record CallsServices(
    IGatewayView View, IRecordCatalog Catalog, IRecordingStore Recordings, Audit Audit, GatewayWebOptions Options);

/// <summary>Calls in progress (first page only) and ended calls.</summary>
/// <param name="Next">Give it as <c>before</c> for the next page; null on the last one.</param>
internal sealed record CallsPage(IReadOnlyList<CallView> InProgress, IReadOnlyList<CallRecordView> Ended, CallId? Next);

/// <summary>One call from both sides.</summary>
internal sealed record CallDetail(CallView? InProgress, CallRecordView? Record);
