namespace Gateway.Functional.Tests;

/// <summary>Tests that load the machine or measure: one at a time, beside nothing else. The others mostly wait and may do so together.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
