using Gateway.Acd;
using Gateway.Calls.Routing;

namespace Gateway.Calls.Tests.Routing;

public sealed class CallRoutingTests
{
    private static readonly CallRouting Routing = new(
        [
            new CentreRoute("71.71", ["71.02"], A.Queue,
                new Dictionary<string, QueueId> { ["urn:service:sos.fire"] = new("71.71/damkar") }),
            new CentreRoute("71.72", [], A.Neighbour),
        ],
        "71.71");

    [Theory]
    [InlineData("71.72", null, "71.72/darurat", RouteRule.Area)]
    [InlineData("71.02", null, "71.71/darurat", RouteRule.Area)]
    [InlineData("71.72.03.1001", null, "71.72/darurat", RouteRule.WiderArea)]
    [InlineData("91.71", "71.72", "71.72/darurat", RouteRule.TrunkDefault)]
    [InlineData(null, "71.72", "71.72/darurat", RouteRule.TrunkDefault)]
    [InlineData(null, null, "71.71/darurat", RouteRule.InstallationDefault)]
    [InlineData("", "99.99", "71.71/darurat", RouteRule.InstallationDefault)]
    public void Area_then_wider_area_then_the_trunk_then_the_installation(string? area, string? trunk, string queue, string rule)
    {
        var route = Routing.Route(area, trunk, null);
        Assert.Equal((queue, rule), (route.Queue.Value, route.Rule));
    }

    [Theory]
    [InlineData("urn:service:sos.fire", "71.71/damkar")]
    [InlineData("URN:Service:SOS.Fire.forest", "71.71/damkar")]
    [InlineData("urn:service:sos.police", "71.71/darurat")]
    [InlineData("urn:service:sos", "71.71/darurat")]
    public void A_service_may_have_a_queue_and_an_unknown_one_falls_back_label_by_label(string service, string queue) =>
        Assert.Equal(queue, Routing.Route("71.71", null, service).Queue.Value);

    [Fact]
    public void A_configuration_that_cannot_be_is_refused_with_the_place()
    {
        var a = new CentreRoute("71.71", ["71.02"], A.Queue);
        Assert.Contains("71.02", Refusal([a, new CentreRoute("71.72", ["71.02"], A.Queue)], "71.71"), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal([a, a], "71.71"), StringComparison.Ordinal);
        Assert.Contains("99.99", Refusal([a], "99.99"), StringComparison.Ordinal);

        static string Refusal(IReadOnlyList<CentreRoute> centres, string defaultCentre) =>
            Assert.Throws<ArgumentException>(() => new CallRouting(centres, defaultCentre)).Message;
    }
}
