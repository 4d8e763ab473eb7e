using System.ComponentModel;
using Gateway.Acd;
using Gateway.Web.Metrics;
using Gateway.Web.Ports;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Web.Api;

/// <summary>The query string of the call list.</summary>
internal sealed class CallsQuery
{
    public const string FullNumbers = "full";

    [Description("At most this many ended calls; default 50")]
    public int? Limit { get; init; }

    [Description("Only ended calls older than this one: the `next` of the page before")]
    public string? Before { get; init; }

    [Description("Invited at or after, RFC 3339")]
    public DateTimeOffset? From { get; init; }

    [Description("Invited before, RFC 3339")]
    public DateTimeOffset? To { get; init; }

    [Description("Dotted code of a centre, e.g. 71.71")]
    public string? Centre { get; init; }

    [Description("Id of a queue, e.g. 71.71/darurat")]
    public string? Queue { get; init; }

    [Description("Id of an agent")]
    public string? Agent { get; init; }

    [Description("Name of a trunk")]
    public string? Trunk { get; init; }

    [Description("Wire name of an outcome, e.g. abandoned_waiting; leaves calls in progress out")]
    public string? Outcome { get; init; }

    [Description("\"masked\" (default) or \"full\"")]
    public string? Numbers { get; init; }

    public bool Full => Numbers == FullNumbers;

    /// <summary>Calls in progress belong to a list that starts now and is not about outcomes.</summary>
    public bool IsFirstPage => Before is null && To is null && Outcome is null;

    public int LimitOr(GatewayWebOptions options) => Paging.LimitOr(Limit, options);

    public ProblemHttpResult? Refusal(GatewayWebOptions options)
    {
        if (Outcome is not null && !GatewayMetrics.Outcomes.Contains(Outcome))
        {
            return ApiProblem.BadValue("outcome", $"must be one of {string.Join(", ", GatewayMetrics.Outcomes)}.");
        }

        if (From >= To)
        {
            return ApiProblem.BadValue("from", "must be before \"to\".");
        }

        return Paging.Refusal(Limit, options) ?? NumbersRefusal(Numbers);
    }

    public static ProblemHttpResult? NumbersRefusal(string? numbers) =>
        numbers is null or "masked" or FullNumbers ? null : ApiProblem.BadValue("numbers", "must be \"masked\" or \"full\".");

    public RecordQuery ToRecordQuery(int limit) => new(
        limit,
        Before is null ? null : new CallId(Before),
        From?.ToUniversalTime(),
        To?.ToUniversalTime(),
        Centre,
        Queue is null ? null : new QueueId(Queue),
        Agent is null ? null : new AgentId(Agent),
        Trunk,
        Outcome);

    public bool Matches(CallView call) =>
        (From is null || call.InvitedAt >= From)
        && (Centre is null || call.Queue?.Value.StartsWith(Centre + "/", StringComparison.Ordinal) == true)
        && (Queue is null || call.Queue?.Value == Queue)
        && (Agent is null || call.Agent?.Value == Agent)
        && (Trunk is null || call.Trunk == Trunk);
}
