using Gateway.Configuration.Json;
using Gateway.Sip;

namespace Gateway.Configuration.Sections;

/// <summary>sip.sessionTimers of gateway.json (RFC 4028).</summary>
internal static class SessionTimersSection
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static SessionTimerOptions Read(ObjectReader reader)
    {
        var minimum = reader.Duration("minimum", SessionTimerOptions.DefaultMinimum, TimeSpan.FromSeconds(2), Longest);
        var isOff = reader.Get("interval") is { Shape: JsonShape.Text, Text: "off" };
        var standard = SessionTimerOptions.DefaultInterval > minimum ? SessionTimerOptions.DefaultInterval : minimum;
        TimeSpan? interval = isOff ? null : reader.Duration("interval", standard, TimeSpan.FromSeconds(2), Longest);
        if (interval < minimum)
        {
            reader.Error("interval", "The interval is shorter than \"minimum\"", "Write the same or more, or \"off\"");
        }

        reader.Done();
        return new SessionTimerOptions { Interval = interval, Minimum = minimum };
    }
}
