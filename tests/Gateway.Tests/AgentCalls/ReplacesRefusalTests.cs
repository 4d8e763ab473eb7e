using Gateway.Features;
using Gateway.Sip;
using Gateway.Sip.Dialogs;
using Gateway.Sip.Headers;

namespace Gateway.Tests.AgentCalls;

public sealed class ReplacesRefusalTests
{
    [Theory]
    [InlineData(null, false, 400)]
    [InlineData(ReplacedStage.Unknown, false, 481)]
    [InlineData(ReplacedStage.EarlyOfPeer, false, 481)]
    [InlineData(ReplacedStage.Ending, false, 603)]
    [InlineData(ReplacedStage.Confirmed, true, 486)]
    [InlineData(ReplacedStage.Confirmed, false, 0)]
    [InlineData(ReplacedStage.Early, true, 0)]
    public void Rfc3891_what_can_be_said_without_asking_the_call(ReplacedStage? stage, bool earlyOnly, int status)
    {
        var replaced = stage is { } known
            ? new ReplacedDialog(new ReplacesHeader("a", "1", "2", earlyOnly), known == ReplacedStage.Unknown ? null : new UsageId(1), known)
            : null;
        Assert.Equal(status, AgentDesk.ReplaceRefusal(replaced, isCallers: true)?.Status ?? 0);
    }

    [Fact]
    public void A_consultation_is_nobodys_to_take_over() => Assert.Equal(
        403, AgentDesk.ReplaceRefusal(new ReplacedDialog(new ReplacesHeader("a", "1", "2"), new UsageId(1), ReplacedStage.Confirmed), isCallers: false)?.Status);
}
