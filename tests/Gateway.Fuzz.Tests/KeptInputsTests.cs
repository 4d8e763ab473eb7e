using Gateway.Fuzz;
using Gateway.TestKit;

namespace Gateway.Fuzz.Tests;

/// <summary>Every input that coverage-guided fuzzing kept (tests/Gateway.Fuzz/run.sh) is run through its target again.</summary>
public sealed class KeptInputsTests
{
    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_kept_input_breaks_a_promise(string target)
    {
        var folder = Path.Combine(Repository.Root, "tests", "Gateway.Fuzz", "corpus", target);
        var inputs = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(inputs);
        foreach (var input in inputs)
        {
            try
            {
                FuzzTargets.All[target](File.ReadAllBytes(input));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{Path.GetFileName(input)}: {e.Message}", e);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{target}: {inputs.Length} inputs");
    }
}
