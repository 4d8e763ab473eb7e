using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Web.Api;

/// <summary>The limit of a list.</summary>
internal static class Paging
{
    private const int Default = 50;

    public static ProblemHttpResult? Refusal(int? limit, GatewayWebOptions options) =>
        limit < 1 || limit > options.MaxPageSize
            ? ApiProblem.BadValue("limit", $"{limit} is not between 1 and {options.MaxPageSize}.")
            : null;

    public static int LimitOr(int? limit, GatewayWebOptions options) => limit ?? Math.Min(Default, options.MaxPageSize);
}
