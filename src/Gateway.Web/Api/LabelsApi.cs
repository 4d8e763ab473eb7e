using Gateway.Acd;
using Gateway.Calls.Screening;
using Gateway.Web.Access;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gateway.Web.Api;

/// <summary>What a call was: NORMAL, INFORMASI, PRANK, GHOST, SALAH_WILAYAH or TES.</summary>
internal static class LabelsApi
{
    private const int MaxReason = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/calls/{id}/label", SetAsync)
            .WithName("labelCall").WithSummary("Says what a call was")
            .WithDescription("In progress or ended. A later label takes the place of an earlier one. Audited.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/calls/{id}/label/reverse", ReverseAsync)
            .WithName("reverseLabel").WithSummary("A supervisor takes a call's label back: it is evidence on later calls no longer")
            .WithDescription("The record keeps the label, who took it back, and why. Audited.")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(
        string id, LabelSetting setting, HttpContext http, ICallLabels labels, Audit audit)
    {
        if (CallLabels.Parse(setting.Label) is not { } label)
        {
            return ApiProblem.BadValue("label", $"is missing or unknown; one of {string.Join(", ", CallLabels.All.Select(l => l.WireName()))}.");
        }

        if (!CallsApi.IsCallId(id))
        {
            return ApiProblem.NoSuchCall(id);
        }

        audit.Record(http, AuditAct.LabelSet, new CallId(id), label.WireName());
        return Answer(id, await labels.SetAsync(new CallId(id), label, Audit.Who(http.User), http.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ReverseAsync(
        string id, LabelReversal reversal, HttpContext http, ICallLabels labels, Audit audit)
    {
        var why = reversal.Reason?.Trim();
        if (why is not { Length: > 0 and <= MaxReason })
        {
            return ApiProblem.BadValue("reason", $"say why, in 1 to {MaxReason} characters.");
        }

        if (!CallsApi.IsCallId(id))
        {
            return ApiProblem.NoSuchCall(id);
        }

        audit.Record(http, AuditAct.LabelReversed, new CallId(id), why);
        return Answer(id, await labels.ReverseAsync(new CallId(id), why, Audit.Who(http.User), http.RequestAborted));
    }

    private static Results<NoContent, ProblemHttpResult> Answer(string id, LabelChange change) => change switch
    {
        LabelChange.Done => TypedResults.NoContent(),
        LabelChange.NoLabel => ApiProblem.NoLabel(id),
        _ => ApiProblem.NoSuchCall(id),
    };
}

/// <summary>A label by its name.</summary>
internal sealed record LabelSetting(string? Label);

/// <summary>Why a label is taken back, at most 200 characters.</summary>
internal sealed record LabelReversal(string? Reason);
