namespace Gateway.TestKit;

/// <summary>Places in the working copy.</summary>
public static class Repository
{
    /// <summary>The folder of Gateway.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The gateway's program, built in the same configuration as the tests.</summary>
    public static string GatewayProgram { get; } = Path.Combine(
        Root, "src", "Gateway", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "Gateway.dll");

    public static string Scenario(string name) => Path.Combine(Root, "sipp-scenarios", name + ".xml");

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Gateway.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Gateway.sln was not found above the test's folder"));
}
