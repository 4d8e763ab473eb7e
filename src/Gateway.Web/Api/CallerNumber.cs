namespace Gateway.Web.Api;

/// <summary>A caller's number as shown to somebody who did not ask for it in full.</summary>
internal static class CallerNumber
{
    private const int Shown = 3;

    /// <summary>All but the last three characters as stars; null stays null (an anonymous caller).</summary>
    public static string? Mask(string? number) => number switch
    {
        null => null,
        { Length: <= Shown } => new string('*', number.Length),
        _ => string.Concat(new string('*', number.Length - Shown), number.AsSpan(number.Length - Shown)),
    };
}
