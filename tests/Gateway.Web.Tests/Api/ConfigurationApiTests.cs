using Gateway.Web.Ports;

namespace Gateway.Web.Tests.Api;

public sealed class ConfigurationApiTests : WebTest
{
    [Theory]
    [InlineData(ConfigurationResult.Applied, 200)]
    [InlineData(ConfigurationResult.Unchanged, 200)]
    [InlineData(ConfigurationResult.Harmful, 409)]
    [InlineData(ConfigurationResult.Invalid, 422)]
    public async Task A_reload_answers_what_became_of_it_and_is_audited(ConfigurationResult result, int status)
    {
        Gateway.Reload = new ConfigurationAnswer(result, "1", "2", ["agents.json:3"], ["3 callers would have no eligible agent"], ["http"]);
        using var answer = await Http.PostAsync("/api/v1/configuration/reload?force=true", null, Cancellation);
        Assert.Equal(status, (int)answer.StatusCode);
        var body = await JsonAsync(answer);
        Assert.Equal("3 callers would have no eligible agent", body.GetProperty("harms")[0].GetString());
        Assert.Equal("agents.json:3", body.GetProperty("errors")[0].GetString());
        Assert.Equal((false, true, "local"), Assert.Single(Gateway.Reloads));
        Assert.Equal((AuditAct.ConfigurationReloaded, "forced"), (Assert.Single(Gateway.Trail).Act, Gateway.Trail.Single().Detail));
    }

    [Fact]
    public async Task A_dry_run_changes_nothing_and_leaves_no_trail()
    {
        Gateway.Reload = new ConfigurationAnswer(ConfigurationResult.WouldApply, "1", "2", [], [], []);
        using var answer = await Http.PostAsync("/api/v1/configuration/reload?dryRun=true", null, Cancellation);
        Assert.Equal("would_apply", (await JsonAsync(answer)).GetProperty("result").GetString());
        Assert.Equal((true, false, "local"), Assert.Single(Gateway.Reloads));
        Assert.Empty(Gateway.Trail);
    }

    [Fact]
    public async Task No_reload_that_cannot_be_audited()
    {
        Gateway.AuditFailure = new IOException("disk full");
        using var answer = await Http.PostAsync("/api/v1/configuration/reload", null, Cancellation);
        await ProblemAsync(answer, 503);
        Assert.Empty(Gateway.Reloads);
    }
}
