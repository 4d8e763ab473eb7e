using System.Globalization;
using System.Text.RegularExpressions;
using Gateway.TestKit;

namespace Gateway.Tests.Pains;

/// <summary>
/// What users of call distributors complain of most, and which test shows that it does not happen here: every number has tests named
/// <c>Pain&lt;number&gt;_…</c>, somewhere under tests/. Prints itself.
/// </summary>
public sealed partial class PainTable(ITestOutputHelper output)
{
    private static readonly string[] Pains =
    [
        "two agents answer one call",
        "an agent who answers and hangs up starts the caller over",
        "a queue stops offering while callers wait",
        "priority ignored across queues, unfair order",
        "an agent stuck Reserved or Receiving after a failed offer",
        "an agent stuck in a call for ever",
        "the caller hangs up during dispatch, the agent answers nobody",
        "stale rows: calls and agents that do not exist any more",
        "an agent's reject drops the caller",
        "seconds until a free agent is offered a waiting call",
        "wrap-up ends early, is reset by a transfer, is not seen",
        "reason of a break lost at a restart",
        "an agent put out of service for good after no answers",
        "a reload resets or blocks",
        "queue lost at a restart",
        "talk time and transfers wrong in the log",
        "calls counted twice",
        "recording wrong or lost after transfer or re-INVITE",
        "no stereo recording, no pause",
        "no metrics of queues, no list of the abandoned",
        "events missed while a client was away",
        "an agent's desktop or registration is gone and the call with it",
        "the far end dies without BYE and blocks the agent",
        "forgotten on hold; attended transfer breaks the agent's state; who calls unknown at pick-up",
        "tenants see each other; callback; rights of supervisors",
    ];

    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, Pains.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Each_pain_of_other_distributors_has_a_test_with_its_number(int number)
    {
        var tests = Tests[number].Select(t => t.Value).ToList();
        output.WriteLine($"{number}: {Pains[number - 1]} | {string.Join(", ", tests)}");
        Assert.NotEmpty(tests);
    }

    private static ILookup<int, Match> Tests { get; } = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
        .SelectMany(f => Test().Matches(File.ReadAllText(f)))
        .ToLookup(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"\bPain(\d\d)_\w+(?=\()")]
    private static partial Regex Test();
}
