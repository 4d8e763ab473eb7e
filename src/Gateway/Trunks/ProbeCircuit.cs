using Polly;
using Polly.CircuitBreaker;

namespace Gateway.Trunks;

/// <summary>What a probe came to.</summary>
/// <param name="StatusCode">0: it was not sent.</param>
internal sealed record ProbeAnswer(int StatusCode, string Text)
{
    public bool IsUp => StatusCode is not (0 or 408 or 503);
}

/// <summary>
/// Polly's circuit breaker around the probes of one target: a far end that is down or drowning is asked less and less often, up to every five minutes,
/// until it answers or is heard. Owned by one loop; completes on it, since nothing here waits elsewhere.
/// </summary>
internal sealed class ProbeCircuit
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly CircuitBreakerManualControl _control = new();
    private readonly ResiliencePipeline<ProbeAnswer> _pipeline;

    public ProbeCircuit(TimeSpan period, TimeProvider time) =>
        _pipeline = new ResiliencePipelineBuilder<ProbeAnswer> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ProbeAnswer>
            {
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Result is { IsUp: false }),
                FailureRatio = 0.5,
                MinimumThroughput = 2,
                SamplingDuration = 3 * period,
                BreakDurationGenerator = args => ValueTask.FromResult(
                    TimeSpan.FromTicks(Math.Min(Longest.Ticks, period.Ticks << Math.Min(args.HalfOpenAttempts, 6)))),
                ManualControl = _control,
            })
            .Build();

    /// <param name="send">Sends the probe and gives its answer later, or at once.</param>
    /// <param name="done">Told once; null: the circuit is open and nothing was sent.</param>
    public void Run(Action<Action<ProbeAnswer>> send, Action<ProbeAnswer?> done) => _ = RunAsync(send, done);

    /// <summary>The far end was heard: the next probe goes out.</summary>
    public void Close() => _ = _control.CloseAsync();

    private async Task RunAsync(Action<Action<ProbeAnswer>> send, Action<ProbeAnswer?> done)
    {
        ProbeAnswer? answer = null;
        try
        {
            answer = await _pipeline.ExecuteAsync(
                async token =>
                {
                    // Its continuation runs where the answer is given: on the owner's loop.
                    var answered = new TaskCompletionSource<ProbeAnswer>();
                    send(a => answered.TrySetResult(a));
                    return await answered.Task.ConfigureAwait(false);
                }).ConfigureAwait(false);
        }
        catch (BrokenCircuitException)
        {
            // Open: not sent.
        }

        done(answer);
    }
}
