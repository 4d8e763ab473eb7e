using System.Text.Json.Serialization;

namespace Gateway.Calls.Screening;

/// <summary>
/// What somebody says a call was: the words that Indonesian centres use. The wire names are journal schema and metric labels and never change.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallLabel>))]
public enum CallLabel
{
    /// <summary>An emergency.</summary>
    [JsonStringEnumMemberName("NORMAL")]
    Normal,

    /// <summary>A question, no emergency.</summary>
    [JsonStringEnumMemberName("INFORMASI")]
    Informasi,

    /// <summary>Abuse.</summary>
    [JsonStringEnumMemberName("PRANK")]
    Prank,

    /// <summary>Nobody spoke.</summary>
    [JsonStringEnumMemberName("GHOST")]
    Ghost,

    /// <summary>Meant for another centre.</summary>
    [JsonStringEnumMemberName("SALAH_WILAYAH")]
    SalahWilayah,

    /// <summary>Somebody tried whether it works.</summary>
    [JsonStringEnumMemberName("TES")]
    Tes,
}

/// <summary>The labels' wire names.</summary>
public static class CallLabels
{
    private static readonly string[] Names = ["NORMAL", "INFORMASI", "PRANK", "GHOST", "SALAH_WILAYAH", "TES"];

    /// <summary>All, in the order of their feature codes.</summary>
    public static IReadOnlyList<CallLabel> All { get; } = Enum.GetValues<CallLabel>();

    public static string WireName(this CallLabel label) => Names[(int)label];

    /// <summary>The label of a wire name, also in lower case or with "-" or " " for "_"; null for anything else.</summary>
    public static CallLabel? Parse(string? name)
    {
        var at = name is null ? -1 : Array.IndexOf(Names, name.Trim().Replace('-', '_').Replace(' ', '_').ToUpperInvariant());
        return at < 0 ? null : (CallLabel)at;
    }
}
