using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class IncidentsApiTests : WebTest
{
    [Fact]
    public async Task Incidents_are_listed_and_acknowledged_and_the_act_is_audited()
    {
        Assert.Equal(0, (await JsonAsync("/api/v1/incidents")).GetArrayLength());
        Happen();
        var incident = (await JsonAsync("/api/v1/incidents"))[0];
        Assert.Equal((12, 7), (incident.GetProperty("inWindow").GetInt32(), incident.GetProperty("waiting").GetInt32()));

        using var answer = await Http.PostAsync("/api/v1/incidents/call00000004/acknowledge", null, Cancellation);
        Assert.Equal(7, (await JsonAsync(answer)).GetProperty("callers").GetInt32());
        Assert.Equal((AuditAct.IncidentAcknowledged, "call00000004"), (Assert.Single(Gateway.Trail).Act, Assert.Single(Gateway.Trail).Detail));
    }

    [Fact]
    public async Task An_incident_that_has_ended_is_a_404_and_nothing_is_played_that_cannot_be_audited()
    {
        using var unknown = await Http.PostAsync("/api/v1/incidents/nothing/acknowledge", null, Cancellation);
        await ProblemAsync(unknown, 404);
        Assert.Empty(Gateway.Trail);
        Happen();
        Gateway.AuditFailure = new IOException("disk full");
        using var answer = await Http.PostAsync("/api/v1/incidents/call00000004/acknowledge", null, Cancellation);
        await ProblemAsync(answer, 503);
    }

    [Fact]
    public async Task A_call_shows_what_was_heard_and_why_it_is_suspected()
    {
        Gateway.Change(v => v with
        {
            Calls =
            [
                v.Calls[3] with { Keys = "55", Score = 40, Penalty = TimeSpan.FromSeconds(8), Reasons = ["labelled PRANK once"], NumberInIncident = 12, Incident = "x" },
                .. v.Calls.Skip(4),
            ],
        });
        var call = (await JsonAsync("/api/v1/calls")).GetProperty("inProgress")[0];
        Assert.Equal("55", call.GetProperty("keys").GetString());
        Assert.Equal((40, 8), (call.GetProperty("score").GetInt32(), call.GetProperty("penalty").GetDouble()));
        Assert.Equal("labelled PRANK once", call.GetProperty("reasons")[0].GetString());
        Assert.Equal(12, call.GetProperty("numberInIncident").GetInt32());
    }

    [Fact]
    public async Task Pain20_Incidents_and_silent_callers_are_figures_of_the_metrics()
    {
        Happen();
        Gateway.Change(v => v with { Calls = [.. v.Calls.Select(c => c with { AudioSince = v.At })] });
        var metrics = await Http.GetStringAsync("/metrics", Cancellation);
        Assert.Contains("gateway_incidents 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_incident_largest 12\n", metrics, StringComparison.Ordinal);
        Assert.Contains("gateway_calls_silent 6\n", metrics, StringComparison.Ordinal);
    }

    private void Happen() => Gateway.Change(v => v with
    {
        Incidents = [new IncidentView("call00000004", "71.71", "510-10/LTE/1F4A/0A3B201", 1.48, 124.84, v.At.AddMinutes(-3), v.At, 12, 14, 7)],
    });
}
