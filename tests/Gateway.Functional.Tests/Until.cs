using System.Diagnostics;

namespace Gateway.Functional.Tests;

internal static class Until
{
    /// <summary>Asks again and again until it is so; fails with what was waited for.</summary>
    public static async Task TrueAsync(string what, Func<bool> condition, TimeSpan? limit = null)
    {
        var clock = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!condition())
        {
            Assert.True(clock.Elapsed < (limit ?? TimeSpan.FromSeconds(20)), $"never: {what}");
            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
