using Gateway.Acd;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>Blocks of callers: two supervisors, a day at most, and never a refusal.</summary>
internal static class BlocksApi
{
    private const int MaxReason = 200;
    private const double MaxHours = 24;

    public static void Map(IEndpointRouteBuilder api)
    {
        Common(api.MapPost("/calls/{id}/block", ProposeAsync))
            .WithName("proposeBlock").WithSummary("Proposes to lower the call's number or device for some hours, 24 at most")
            .WithDescription("Nothing happens before somebody else approves. A blocked caller is answered and served, behind others. Audited.");
        Common(api.MapPost("/calls/{id}/block/approve", (string id, HttpContext http, ICallerBlocks blocks, Audit audit) =>
            ChangeAsync(id, http, audit, AuditAct.BlockApproved, null, (call, who) => blocks.ApproveAsync(call, who, http.RequestAborted))))
            .WithName("approveBlock").WithSummary("A second supervisor puts a proposed block in force");
        Common(api.MapPost("/calls/{id}/block/lift", LiftAsync))
            .WithName("liftBlock").WithSummary("Ends a block before its time");
    }

    private static RouteHandlerBuilder Common(RouteHandlerBuilder route) =>
        route.ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<NoContent, ProblemHttpResult>> ProposeAsync(
        string id, BlockProposal proposal, HttpContext http, ICallerBlocks blocks, Audit audit)
    {
        if (proposal.Hours is not (> 0 and <= MaxHours))
        {
            return ApiProblem.BadValue("hours", $"write more than 0 and at most {MaxHours} hours.");
        }

        return Why(proposal.Reason) is not { } why
            ? NoReason()
            : await ChangeAsync(id, http, audit, AuditAct.BlockProposed, why, (call, who) =>
                blocks.ProposeAsync(call, TimeSpan.FromHours(proposal.Hours.Value), why, who, http.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> LiftAsync(
        string id, LabelReversal lifting, HttpContext http, ICallerBlocks blocks, Audit audit) =>
        Why(lifting.Reason) is not { } why
            ? NoReason()
            : await ChangeAsync(id, http, audit, AuditAct.BlockLifted, why, (call, who) => blocks.LiftAsync(call, why, who, http.RequestAborted));

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeAsync(
        string id, HttpContext http, Audit audit, AuditAct act, string? detail, Func<CallId, string, ValueTask<BlockChange>> change)
    {
        if (!CallsApi.IsCallId(id))
        {
            return ApiProblem.NoSuchCall(id);
        }

        audit.Record(http, act, new CallId(id), detail);
        return await change(new CallId(id), Audit.Who(http.User)) switch
        {
            BlockChange.Done => TypedResults.NoContent(),
            BlockChange.UnknownCall => ApiProblem.NoSuchCall(id),
            BlockChange.SwitchedOff => ApiProblem.BlockRefused("the centre does not allow blocks; \"screening\": { \"block\": true } in centres.json does."),
            BlockChange.NoIdentity => ApiProblem.BlockRefused("the call has neither a number that can be called nor a device: others would be lowered with it."),
            BlockChange.SamePerson => ApiProblem.BlockRefused("you proposed it yourself; somebody else must approve it, signed in by name."),
            _ => ApiProblem.BlockRefused("nothing is proposed or in force for this call, or its time is over."),
        };
    }

    private static string? Why(string? reason) => reason?.Trim() is { Length: > 0 and <= MaxReason } why ? why : null;

    private static ProblemHttpResult NoReason() => ApiProblem.BadValue("reason", $"say why, in 1 to {MaxReason} characters.");
}

/// <summary>For how long and why.</summary>
/// <param name="Hours">More than 0, at most 24.</param>
internal sealed record BlockProposal(double? Hours, string? Reason);
