using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Web.Api;

/// <summary>The API's refusals (RFC 9457): each names the place and the remedy.</summary>
internal static class ApiProblem
{
    public static ProblemHttpResult NoSuchCall(string id) =>
        Problem(StatusCodes.Status404NotFound, "No such call", $"No call \"{Shorten(id)}\" is in progress or on record.");

    public static ProblemHttpResult NoRecording(string id) =>
        Problem(
            StatusCodes.Status404NotFound, "No recording",
            $"Call \"{Shorten(id)}\" has no finished recording; one appears when the call has ended.");

    public static ProblemHttpResult Erased(string id, Ports.RecordingPart part) =>
        Problem(
            StatusCodes.Status410Gone, "Erased",
            $"Part {part.Part} of the recordings of call \"{Shorten(id)}\" was erased at {part.ErasedAt:u} ({part.ErasedBecause}).");

    public static ProblemHttpResult NoConversation(string id) =>
        Problem(
            StatusCodes.Status404NotFound, "No conversation",
            $"No call \"{Shorten(id)}\" that is recorded talks with an agent now; GET /api/v1/calls shows those in progress.");

    public static ProblemHttpResult PauseNotAllowed(string id) =>
        Problem(
            StatusCodes.Status403Forbidden, "Not allowed",
            $"The centre of call \"{Shorten(id)}\" does not allow to pause recordings; `recording.maxPause` in centres.json would.");

    public static ProblemHttpResult PauseUnchanged(string id) =>
        Problem(
            StatusCodes.Status409Conflict, "Nothing to change",
            $"The recording of call \"{Shorten(id)}\" is paused already, or is not paused; its `recordingPausedAt` says which.");

    public static ProblemHttpResult HoldUnchanged(string id) =>
        Problem(
            StatusCodes.Status409Conflict, "Nothing to change",
            $"Call \"{Shorten(id)}\" is under a legal hold already, or is not; GET its /recordings says which.");

    public static ProblemHttpResult NoSuchAgent(string id) =>
        Problem(
            StatusCodes.Status404NotFound, "No such agent", $"No agent \"{Shorten(id)}\" is configured; GET /api/v1/agents lists them.");

    public static ProblemHttpResult NothingKnownOf(string id) =>
        Problem(
            StatusCodes.Status404NotFound, "Nothing known", $"Nothing is known of an agent \"{Shorten(id)}\" on that day; GET /api/v1/agents lists the agents.");

    public static ProblemHttpResult NoSuchCentre(string code) =>
        Problem(StatusCodes.Status404NotFound, "No such centre", $"No centre \"{Shorten(code)}\" is configured.");

    public static ProblemHttpResult NotInWrapUp(string id) =>
        Problem(StatusCodes.Status409Conflict, "Not in wrap-up", $"Agent \"{Shorten(id)}\" is not in wrap-up, so there is nothing to end or extend.");

    public static ProblemHttpResult NoSuchCallback(string id) =>
        Problem(
            StatusCodes.Status404NotFound, "No such entry",
            $"No entry of the callback list has call \"{Shorten(id)}\": it was settled, has expired, or the caller came through. GET /api/v1/callbacks.");

    public static ProblemHttpResult CallbackTaken(string id) =>
        Problem(
            StatusCodes.Status409Conflict, "Taken",
            $"Somebody else has taken the entry of call \"{Shorten(id)}\" and calls now; `claimedBy` and `claimedUntil` say who and until when.");

    public static ProblemHttpResult NoSuchIncident(string id) =>
        Problem(
            StatusCodes.Status404NotFound, "No such incident",
            $"There is no incident \"{Shorten(id)}\" now; one ends five minutes after its last call. GET /api/v1/incidents lists them.");

    public static ProblemHttpResult BlockRefused(string why) => Problem(StatusCodes.Status409Conflict, "Not blocked", $"Nothing has changed: {why}");

    public static ProblemHttpResult NoLabel(string id) =>
        Problem(StatusCodes.Status409Conflict, "No label", $"Call \"{Shorten(id)}\" has no label to take back, or it was taken back already.");

    public static ProblemHttpResult Callback(int status, string detail) => Problem(status, "No callback", detail);

    public static ProblemHttpResult BadValue(string name, string what) =>
        Problem(StatusCodes.Status400BadRequest, "Bad value", $"{name}: {what}");

    private static ProblemHttpResult Problem(int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title);

    // What came from outside is repeated in an answer only at a bounded length.
    private static string Shorten(string text) => text.Length <= 64 ? text : text[..64] + "…";
}
