using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>Privacy (RFC 3323 §4.2, RFC 3325 §9.3). It hides a caller from the called, not from an emergency centre.</summary>
public static class PrivacyHeader
{
    /// <summary>
    /// Values in lower case: "id", "header", "session", "user", "none", "critical". Semicolons separate them, commas are met in the field.
    /// </summary>
    public static IReadOnlyList<string> Of(HeaderList headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        return [.. headers.Lines("Privacy")
            .SelectMany(l => l.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Take(HeaderElements.Limit).Select(v => v.ToLowerInvariant())];
    }

    /// <summary>True when the caller asked that the number be shown to nobody beyond: id, user or header.</summary>
    public static bool IsPresentationRestricted(HeaderList headers) => Of(headers).Any(v => v is "id" or "user" or "header");
}
