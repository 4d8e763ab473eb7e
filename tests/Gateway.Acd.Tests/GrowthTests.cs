namespace Gateway.Acd.Tests;

/// <summary>
/// Counts comparisons and steps, not time: sixteen times the callers may cost a little more per event, not sixteen times.
/// </summary>
public sealed class GrowthTests
{
    [Fact]
    public void The_work_per_event_grows_with_the_logarithm_of_the_queue()
    {
        var (small, large) = (WorkPerEvent(1_000), WorkPerEvent(16_000));
        TestContext.Current.SendDiagnosticMessage($"steps per event: {small:F1} with 1,000 callers, {large:F1} with 16,000");
        Assert.True(large < 2 * small, $"{small:F1} steps per event with 1,000 callers, {large:F1} with 16,000");
        Assert.True(large < 400, $"{large:F1} steps per event with 16,000 callers");
    }

    private static double WorkPerEvent(int waiting)
    {
        var now = Floor.Start;
        var engine = new AcdEngine();
        var centre = Floor.With(4, q => q with { WrapUpTime = default, Delays = new() { Busy = default } });
        engine.Apply(new AcdEvent.Configure(centre.Configuration), now);
        for (var n = 0; n < waiting; n++)
        {
            now = now.AddMilliseconds(1);
            engine.Apply(new AcdEvent.EnterQueue(new($"w{n}"), Floor.Manado, now), now);
        }

        var (events, before, connected) = (0, engine.Work, 0);
        void Apply(AcdEvent input)
        {
            events++;
            foreach (var offer in engine.Apply(input, now).OfType<AcdEffect.Offer>().ToArray())
            {
                if (connected++ < 300)
                {
                    Apply(new AcdEvent.OfferFailed(offer.Id, OfferFailure.Busy));
                    continue;
                }

                if (connected < 600)
                {
                    Apply(new AcdEvent.OfferConfirmed(offer.Id));
                    Apply(new AcdEvent.CallEnded(offer.Call));
                }
            }
        }

        for (var n = 0; n < 300; n++)
        {
            now = now.AddMilliseconds(1);
            Apply(new AcdEvent.EnterQueue(new($"late{n}"), Floor.Manado, now));
        }

        for (var n = 100; n < 400; n++)
        {
            Apply(new AcdEvent.LeaveQueue(new($"w{n}")));
        }

        for (var agent = 1; agent <= 4; agent++)
        {
            Apply(new AcdEvent.SetReachable(Floor.Agent(agent), true));
            Apply(new AcdEvent.SetStatus(Floor.Agent(agent), AgentStatus.Available, "", now));
        }

        Assert.True(connected >= 600, $"only {connected} offers");
        return (double)(engine.Work - before) / events;
    }
}
