namespace Gateway.Sip.Conformance.Tests.RfcTable;

/// <summary>One line of the conformance table.</summary>
/// <param name="Section">Section, table or figure of the RFC.</param>
/// <param name="WhyNot">Null: implemented. Else the reason for which it is deliberately not done.</param>
/// <param name="Tests">Each as "Project:Class.Method"; at least one when implemented.</param>
public sealed record RfcRow(string Section, string What, string? WhyNot, IReadOnlyList<string> Tests);

/// <summary>The rows of one RFC. To add some: write a class that derives from this one; the table finds it.</summary>
public abstract class RfcRows
{
    /// <summary>E.g. "RFC 3262".</summary>
    public abstract string Rfc { get; }

    public abstract IReadOnlyList<RfcRow> Rows { get; }

    /// <param name="tests">"Class.Method" of the project of <see cref="Project"/>, or "Project:Class.Method".</param>
    protected RfcRow Done(string section, string what, params string[] tests) =>
        new(section, what, null, [.. tests.Select(t => t.Contains(':', StringComparison.Ordinal) ? t : $"{Project}:{t}")]);

    protected static RfcRow NotDone(string section, string what, string why) => new(section, what, why, []);

    /// <summary>The test project of most of the rows.</summary>
    protected virtual string Project => "Gateway.Sip.Tests";
}
