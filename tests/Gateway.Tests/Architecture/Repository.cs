namespace Gateway.Tests.Architecture;

internal static class Repository
{
    /// <summary>The folder of Gateway.sln.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Gateway.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("Gateway.sln was not found above the test's folder"));
}
