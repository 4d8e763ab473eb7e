namespace Gateway.Configuration;

/// <summary>One thing that is wrong in the configuration folder.</summary>
/// <param name="File">Path below the folder, e.g. "trunks.json".</param>
/// <param name="Line">From 1; 0 when the whole file is meant.</param>
/// <param name="Path">Where in the file, e.g. "trunks[1].networks[0]"; empty for the whole file.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Right">What would be right.</param>
public sealed record ConfigurationError(string File, int Line, string Path, string Wrong, string Right)
{
    /// <summary>One line: place, what is wrong, what would be right.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"{File}:{Line}" : File;
        return Path.Length > 0 ? $"{place} {Path}: {Wrong}. {Right}." : $"{place}: {Wrong}. {Right}.";
    }
}
