using Gateway.Acd;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>What people do with recordings. Every act is audited, also one that is refused.</summary>
internal static class RecordingsApi
{
    private const int MaxReason = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        Common(api.MapPost("/calls/{id}/recording/pause", Pause))
            .WithName("pauseRecording").WithSummary("What is said is silence in the recording, until resumed or the centre's limit")
            .WithDescription(
                "Only while an agent talks with the caller, and only where the call's centre allows it (`recording.maxPause` in centres.json). "
                + "202: the call has been told, and shows `recordingPausedAt`. Audited, and in the call's record.");
        Common(api.MapPost("/calls/{id}/recording/resume", Resume))
            .WithName("resumeRecording").WithSummary("The recording goes on");
        Common(api.MapPost("/calls/{id}/recording/hold", Set))
            .WithName("holdRecording").WithSummary("Legal hold: nothing erases the call's recordings until it is lifted")
            .WithDescription("In progress or ended. Neither retention nor a full disk touches them. Audited, and in the call's record.");
        Common(api.MapPost("/calls/{id}/recording/hold/lift", Lift))
            .WithName("liftRecordingHold").WithSummary("The centre's retention holds again for the call's recordings");
    }

    private static RouteHandlerBuilder Common(RouteHandlerBuilder route) =>
        route.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static Results<Accepted, ProblemHttpResult> Pause(
        string id, RecordingReason reason, HttpContext http, IRecordingControl recordings, Audit audit)
    {
        if (Why(reason) is not { } why)
        {
            return ApiProblem.BadValue("reason", $"say why, in 1 to {MaxReason} characters.");
        }

        return Change(id, http, audit, AuditAct.RecordingPaused, why, (call, who) => recordings.Pause(call, why, who));
    }

    private static Results<Accepted, ProblemHttpResult> Resume(string id, HttpContext http, IRecordingControl recordings, Audit audit) =>
        Change(id, http, audit, AuditAct.RecordingResumed, null, recordings.Resume);

    private static Results<NoContent, ProblemHttpResult> Set(
        string id, RecordingReason reason, HttpContext http, IRecordingControl recordings, Audit audit) =>
        Hold(id, reason, http, audit, AuditAct.LegalHoldSet, recordings.Hold);

    private static Results<NoContent, ProblemHttpResult> Lift(
        string id, RecordingReason reason, HttpContext http, IRecordingControl recordings, Audit audit) =>
        Hold(id, reason, http, audit, AuditAct.LegalHoldLifted, recordings.LiftHold);

    private static Results<NoContent, ProblemHttpResult> Hold(
        string id, RecordingReason reason, HttpContext http, Audit audit, AuditAct act, Func<CallId, string, string, RecordingChange> change)
    {
        if (Why(reason) is not { } why)
        {
            return ApiProblem.BadValue("reason", $"say why, in 1 to {MaxReason} characters.");
        }

        if (!CallsApi.IsCallId(id))
        {
            return ApiProblem.NoSuchCall(id);
        }

        audit.Record(http, act, new CallId(id), why);
        return change(new CallId(id), why, Audit.Who(http.User)) switch
        {
            RecordingChange.Done => TypedResults.NoContent(),
            RecordingChange.UnknownCall => ApiProblem.NoSuchCall(id),
            _ => ApiProblem.HoldUnchanged(id),
        };
    }

    private static Results<Accepted, ProblemHttpResult> Change(
        string id, HttpContext http, Audit audit, AuditAct act, string? detail, Func<CallId, string, RecordingChange> change)
    {
        if (!CallsApi.IsCallId(id))
        {
            return ApiProblem.NoSuchCall(id);
        }

        audit.Record(http, act, new CallId(id), detail);
        return change(new CallId(id), Audit.Who(http.User)) switch
        {
            RecordingChange.Done => TypedResults.Accepted((string?)null),
            RecordingChange.NoConversation => ApiProblem.NoConversation(id),
            RecordingChange.NotAllowed => ApiProblem.PauseNotAllowed(id),
            _ => ApiProblem.PauseUnchanged(id),
        };
    }

    private static string? Why(RecordingReason reason) => reason.Reason?.Trim() is { Length: > 0 and <= MaxReason } why ? why : null;
}

/// <summary>Why, at most 200 characters.</summary>
internal sealed record RecordingReason(string? Reason);
