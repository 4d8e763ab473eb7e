using System.Globalization;
using Gateway.Sip.Headers;

namespace Gateway.Sip.Overload;

/// <summary>Settings of an <see cref="OverloadControl"/>. Immutable.</summary>
public sealed record OverloadOptions
{
    /// <summary>Load, as a part of what can be carried, from which less is asked for; 0 to 1.</summary>
    public double From { get; init; } = 0.8;

    /// <summary>How long a wish holds unless it is renewed (oc-validity).</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The least time between two changes of the wish.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>
/// What we ask of a neighbour that has announced RFC 7339 ("loss"): to keep back that many of a hundred requests. A pure machine: load in, wish
/// out. It asks for more at once, for less step by step, so that a neighbour does not swing between none and all. Asking is all it does: what
/// comes is served.
/// </summary>
/// <param name="Percent">oc: 0 to 100.</param>
/// <param name="Sequence">oc-seq: rises with each change (§4.4).</param>
/// <param name="ChangedAt">On a clock that does not step.</param>
public sealed record OverloadControl(OverloadOptions Options, int Percent = 0, long Sequence = 0, DateTimeOffset ChangedAt = default)
{
    /// <param name="load">Calls in progress as a part of what can be carried; or how far a trunk is beyond its own limit (1: at it). 0 or more.</param>
    public OverloadControl On(double load, DateTimeOffset now)
    {
        var wish = (int)Math.Round(100 * Math.Clamp((load - Options.From) / (1 - Options.From), 0, 1), MidpointRounding.AwayFromZero);
        if (wish < Percent)
        {
            wish = Math.Max(wish, Percent - 10);
        }

        return wish == Percent || (wish < Percent && now - ChangedAt < Options.Step)
            ? this
            : this with { Percent = wish, Sequence = Sequence + 1, ChangedAt = now };
    }

    /// <summary>True when the sender of a request has announced support: "oc" without a value and "loss" among its algorithms (§4.1, §4.2).</summary>
    public static bool IsAnnounced(Via via)
    {
        ArgumentNullException.ThrowIfNull(via);
        return HeaderParameters.Has(via.Parameters, "oc")
            && (via.Parameter("oc-algo") ?? "loss").Trim('"').Split(',').Any(a => a.Trim().Equals("loss", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The topmost Via of the response (§4.3); without overload oc is 0, which ends an earlier wish.</summary>
    public Via Answer(Via via)
    {
        ArgumentNullException.ThrowIfNull(via);
        var validity = Percent == 0 ? 0 : (long)Options.Validity.TotalMilliseconds;
        return via.With("oc", Percent.ToString(CultureInfo.InvariantCulture))
            .With("oc-algo", "\"loss\"")
            .With("oc-validity", validity.ToString(CultureInfo.InvariantCulture))
            .With("oc-seq", Sequence.ToString(CultureInfo.InvariantCulture));
    }
}
