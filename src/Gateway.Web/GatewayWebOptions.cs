namespace Gateway.Web;

/// <summary>Settings of pages and API; immutable once composed.</summary>
public sealed record GatewayWebOptions
{
    /// <summary>The token that guards all but health and metrics. Null: only requests from loopback are served.</summary>
    public string? Token { get; init; }

    /// <summary>Shown at the top of every page, e.g. "112 Kota Manado".</summary>
    public string Title { get; init; } = "112 Gateway";

    /// <summary>The zone in which pages show times (the API speaks UTC).</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;

    /// <summary>Live pages open at once; further ones are asked to wait. 1 or more.</summary>
    public int MaxPages { get; init; } = 50;

    /// <summary>Largest <c>limit</c> of a list in the API. 1 or more.</summary>
    public int MaxPageSize { get; init; } = 500;

    /// <summary>Ended calls shown on the page. 1 or more.</summary>
    public int LastCalls { get; init; } = 15;

    /// <summary>A picture older than this is marked as stale on the page.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a sign-in lasts.</summary>
    public TimeSpan SignInLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Sign-in attempts per address and minute; further ones get 429. 1 or more.</summary>
    public int SignInAttemptsPerMinute { get; init; } = 10;

    /// <summary>Folder for the keys that protect cookies, so that a sign-in outlives a restart. Null: keys live in memory.</summary>
    public string? KeyFolder { get; init; }
}
