namespace Gateway.Web.Ports;

/// <summary>
/// An <see cref="IGatewayView"/> to publish into: the worker calls <see cref="Publish"/> from whichever thread made the picture.
/// </summary>
public sealed class GatewayViewSource(GatewayView first) : IGatewayView
{
    private volatile GatewayView current = first;

    public GatewayView Current => current;

    public event Action? Changed;

    /// <summary>Replaces the picture and tells the pages. Does not block.</summary>
    public void Publish(GatewayView view)
    {
        current = view;
        Changed?.Invoke();
    }
}
