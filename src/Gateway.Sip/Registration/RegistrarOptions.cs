namespace Gateway.Sip.Registration;

/// <summary>Limits of a registrar. Immutable.</summary>
public sealed record RegistrarOptions
{
    /// <summary>Shorter expiries get 423 with this as Min-Expires (RFC 3261 §10.3 step 7).</summary>
    public TimeSpan MinExpires { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longer expiries are cut to this.</summary>
    public TimeSpan MaxExpires { get; init; } = TimeSpan.FromHours(1);

    /// <summary>For contacts that name none.</summary>
    public TimeSpan DefaultExpires { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Bindings of one address of record; a further one takes the place of the one that would expire first.</summary>
    public int MaxBindings { get; init; } = 10;
}
