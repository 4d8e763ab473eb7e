using System.Globalization;
using Gateway.Sip.Messages;

namespace Gateway.Sip.Subscriptions;

/// <summary>What a SUBSCRIBE asks for.</summary>
public static class SubscribeRequest
{
    /// <summary>The event package with its template (RFC 6665 §8.2.1), without parameters; null: none is named.</summary>
    public static string? Package(SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var name = request.Headers["Event"]?.Split(';')[0].Trim();
        return string.IsNullOrEmpty(name) ? null : name;
    }

    /// <summary>Expires as asked for, cut to what the options allow; without one the options' default (§4.2.1.1).</summary>
    public static TimeSpan Expires(SipRequest request, SipOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        if (!uint.TryParse(request.Headers["Expires"]?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return options.MaxSubscription;
        }

        var asked = TimeSpan.FromSeconds(seconds);
        return asked < options.MaxSubscription ? asked : options.MaxSubscription;
    }
}
