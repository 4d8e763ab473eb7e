using System.Globalization;
using Gateway.Acd;
using Gateway.Media.Engine;

namespace Gateway.CallControl;

/// <summary>Which recordings belong to which call: by their names, so that a file tells it without the journal.</summary>
internal static class CallRecordings
{
    /// <summary>Where a call's recording is; null without a folder.</summary>
    /// <param name="perLeg">Beside the stereo file one for each leg.</param>
    /// <param name="part">From 1; one more for each restart that the call has met.</param>
    public static RecordingSpec? Of(CallId call, DateTimeOffset receivedAt, string? root, int part = 1, bool perLeg = false) => root is null
        ? null
        : new RecordingSpec(
            Path.Combine(root, receivedAt.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            part == 1 ? $"{call}.wav" : string.Create(CultureInfo.InvariantCulture, $"{call}.{part}.wav"))
        {
            PerLeg = perLeg,
        };

    /// <summary>Ids are letters and digits: part and number of a taken name come after "." and "-".</summary>
    public static CallId CallOf(string path)
    {
        var name = Path.GetFileName(path);
        return new CallId(name[..Math.Max(1, name.IndexOfAny(['.', '-']))]);
    }

    /// <summary>As the journal names it.</summary>
    public static string Relative(string path, string? root) => root is null ? path : Path.GetRelativePath(root, path);
}
