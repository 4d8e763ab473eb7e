namespace Gateway.Web.Ports;

/// <summary>The current picture of the gateway. Both members are used from any thread.</summary>
public interface IGatewayView
{
    /// <summary>The latest picture; never null, never blocks.</summary>
    GatewayView Current { get; }

    /// <summary>
    /// Raised after <see cref="Current"/> changed, on any thread and at any rate (pages take at most four a second). Handlers do not block.
    /// </summary>
    event Action? Changed;
}
