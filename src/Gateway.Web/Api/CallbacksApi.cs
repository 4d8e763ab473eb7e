using System.ComponentModel;
using Gateway.Acd;
using Gateway.Calls.Records;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Callers who were lost: who they are, who calls them back, and how well that goes.</summary>
internal static class CallbacksApi
{
    private const int MaxResult = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/callbacks", ListAsync)
            .WithName("listCallbacks").WithSummary("Callers whom somebody should call back, most urgent first")
            .WithDescription("Redials of one caller are one entry. Who cannot be called has an `obstacle`, and what is known instead: place and device.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        api.MapGet("/callbacks/statistics", StatisticsAsync)
            .WithName("callbackStatistics").WithSummary("How many of the callers who were lost in a span were called back in time")
            .WithDescription("From the loss of the first call to the first attempt. Default: the last 24 hours.")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        Act(api.MapPost("/callbacks/{id}/claim", (string id, HttpContext http, CallbackServices use) =>
            ChangeAsync(id, http, use, AuditAct.CallbackClaimed, null, (call, who) => use.Desk.ClaimAsync(call, who, http.RequestAborted))))
            .WithName("claimCallback").WithSummary("Takes an entry for some minutes, so that two do not call at once");
        Act(api.MapPost("/callbacks/{id}/release", (string id, HttpContext http, CallbackServices use) =>
            ChangeAsync(id, http, use, AuditAct.CallbackReleased, null, (call, who) => use.Desk.ReleaseAsync(call, who, http.RequestAborted))))
            .WithName("releaseCallback").WithSummary("Gives an entry back");
        Act(api.MapPost("/callbacks/{id}/attempts", AttemptAsync))
            .WithName("recordCallbackAttempt").WithSummary("Writes down what came of calling back; a settled entry leaves the list")
            .ProducesProblem(StatusCodes.Status400BadRequest);
    }

    private static RouteHandlerBuilder Act(RouteHandlerBuilder route) =>
        route.ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<IReadOnlyList<CallbackView>>, ProblemHttpResult>> ListAsync(
        [Description("At most this many; default 50")] int? limit,
        [Description("Dotted code of a centre, e.g. 71.71")] string? centre,
        [Description("\"masked\" (default) or \"full\"")] string? numbers,
        HttpContext http,
        CallbackServices use)
    {
        if ((Paging.Refusal(limit, use.Options) ?? CallsQuery.NumbersRefusal(numbers)) is { } refusal)
        {
            return refusal;
        }

        var list = await use.Catalog.CallbacksAsync(Paging.LimitOr(limit, use.Options), centre, http.RequestAborted);
        if (numbers == CallsQuery.FullNumbers)
        {
            list.ToList().ForEach(c => CallsApi.AuditNumber(use.Audit, http, c.Id, c.Caller ?? c.DeviceId));
            return TypedResults.Ok(list);
        }

        return TypedResults.Ok<IReadOnlyList<CallbackView>>(
            [.. list.Select(c => c with { Caller = CallerNumber.Mask(c.Caller), DeviceId = CallerNumber.Mask(c.DeviceId) })]);
    }

    private static async Task<Results<Ok<CallbackStatistics>, ProblemHttpResult>> StatisticsAsync(
        [Description("Lost at or after, RFC 3339")] DateTimeOffset? from,
        [Description("Lost before, RFC 3339")] DateTimeOffset? to,
        [Description("Dotted code of a centre, e.g. 71.71")] string? centre,
        HttpContext http,
        CallbackServices use)
    {
        var end = to ?? use.Time.GetUtcNow();
        var begin = from ?? end.AddDays(-1);
        return begin > end
            ? ApiProblem.BadValue("from", "is after `to`.")
            : TypedResults.Ok(await use.Desk.FiguresAsync(begin, end, centre, http.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AttemptAsync(
        string id, CallbackAttempt attempt, HttpContext http, CallbackServices use)
    {
        var result = attempt.Result?.Trim();
        return result is not { Length: > 0 and <= MaxResult }
            ? ApiProblem.BadValue("result", $"say what came of it, in 1 to {MaxResult} characters, e.g. \"no answer\".")
            : await ChangeAsync(
                id, http, use, AuditAct.CallbackAttempted, result,
                (call, who) => use.Desk.AttemptedAsync(call, result, attempt.Settled, who, http.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        string id, HttpContext http, CallbackServices use, AuditAct act, string? detail, Func<CallId, string, ValueTask<CallbackChange>> change)
    {
        if (!CallsApi.IsCallId(id))
        {
            return ApiProblem.NoSuchCallback(id);
        }

        use.Audit.Record(http, act, new CallId(id), detail);
        return await change(new CallId(id), Audit.Who(http.User)) switch
        {
            CallbackChange.Done => TypedResults.NoContent(),
            CallbackChange.Taken => ApiProblem.CallbackTaken(id),
            _ => ApiProblem.NoSuchCallback(id),
        };
    }
}

/// <summary>What the callback routes use.</summary>
internal sealed record CallbackServices(IRecordCatalog Catalog, ICallbackDesk Desk, Audit Audit, GatewayWebOptions Options, TimeProvider Time);

/// <summary>What came of calling back.</summary>
/// <param name="Result">At most 200 characters, e.g. "no answer".</param>
/// <param name="Settled">Nobody needs to call any more.</param>
internal sealed record CallbackAttempt(string? Result, bool Settled);
