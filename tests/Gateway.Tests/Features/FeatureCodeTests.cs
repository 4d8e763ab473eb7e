using Gateway.Acd;
using Gateway.Calls.Screening;
using Gateway.Features;

namespace Gateway.Tests.Features;

public sealed class FeatureCodeTests
{
    [Theory]
    [InlineData("*11", AgentStatus.Available, "")]
    [InlineData("%2A12", AgentStatus.AvailableOnDemand, "")]
    [InlineData("%2a14", AgentStatus.LoggedOut, "")]
    [InlineData("*13", AgentStatus.OnBreak, "")]
    [InlineData("*137", AgentStatus.OnBreak, "7")]
    [InlineData("*13123456", AgentStatus.OnBreak, "123456")]
    public void A_status_is_dialled_with_or_without_an_escaped_star(string user, AgentStatus status, string reason) =>
        Assert.Equal(new FeatureCode.SetStatus(status, reason), FeatureCode.Parse(user));

    [Fact]
    public void The_end_of_the_wrap_up_is_dialled() => Assert.IsType<FeatureCode.EndWrapUp>(FeatureCode.Parse("*15"));

    [Fact]
    public void More_wrap_up_is_dialled() => Assert.IsType<FeatureCode.ExtendWrapUp>(FeatureCode.Parse("%2A16"));

    [Theory]
    [InlineData("*21", CallLabel.Normal)]
    [InlineData("*22", CallLabel.Informasi)]
    [InlineData("%2A23", CallLabel.Prank)]
    [InlineData("*24", CallLabel.Ghost)]
    [InlineData("*25", CallLabel.SalahWilayah)]
    [InlineData("*26", CallLabel.Tes)]
    public void A_label_is_dialled(string user, CallLabel label) => Assert.Equal(new FeatureCode.Label(label), FeatureCode.Parse(user));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("112")]
    [InlineData("*1")]
    [InlineData("*2")]
    [InlineData("*20")]
    [InlineData("*27")]
    [InlineData("*211")]
    [InlineData("*111")]
    [InlineData("*13lunch")]
    [InlineData("*131234567")]
    public void Anything_else_is_no_feature_code(string? user) => Assert.Null(FeatureCode.Parse(user));
}
