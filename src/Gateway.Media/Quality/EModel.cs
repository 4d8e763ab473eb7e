namespace Gateway.Media.Quality;

/// <summary>
/// How a G.711 conversation probably sounds: the E-model (ITU-T G.107) with its default values, from what RTP and RTCP measure. An estimate for
/// finding bad lines, not a verdict on one call.
/// </summary>
public static class EModel
{
    /// <summary>The mean opinion score of a line without loss or delay.</summary>
    public const double BestMos = 4.41;

    // G.107 Table 3: R of a connection with all parameters at their defaults, before delay and equipment.
    private const double Undisturbed = 93.2;

    // G.113 Appendix I, G.711 with the concealment of Appendix I to G.711, which phones have: no impairment of its own, robustness 25.1.
    private const double EquipmentImpairment = 0;
    private const double Robustness = 25.1;

    private static readonly TimeSpan Packet = TimeSpan.FromMilliseconds(20);

    /// <summary>The mean opinion score, 1 (bad) to 4.41 (as good as G.711 gets).</summary>
    /// <param name="loss">Of the packets, 0 to 1; what is out of range is taken as the nearest in it.</param>
    /// <param name="delay">One way, mouth to ear.</param>
    public static double Mos(double loss, TimeSpan delay) => OfRating(Undisturbed - DelayImpairment(delay) - LossImpairment(loss));

    /// <summary>
    /// Mouth to ear, from half the round trip, one packet's time, and a jitter buffer of twice the jitter, 20 ms at least.
    /// </summary>
    /// <param name="roundTripMs">Null: not known, taken as 0.</param>
    public static TimeSpan Delay(double? roundTripMs, double jitterMs) =>
        Packet + TimeSpan.FromMilliseconds(((roundTripMs ?? 0) / 2) + Math.Max(20, 2 * jitterMs));

    /// <summary>G.107 (3-27) and (3-28), without echo: nothing up to 100 ms.</summary>
    private static double DelayImpairment(TimeSpan delay)
    {
        if (delay.TotalMilliseconds <= 100)
        {
            return 0;
        }

        var x = Math.Log2(delay.TotalMilliseconds / 100);
        return 25 * (Math.Pow(1 + Math.Pow(x, 6), 1.0 / 6) - (3 * Math.Pow(1 + Math.Pow(x / 3, 6), 1.0 / 6)) + 2);
    }

    /// <summary>G.107 (3-29) for random loss.</summary>
    private static double LossImpairment(double loss)
    {
        var percent = 100 * Math.Clamp(loss, 0, 1);
        return EquipmentImpairment + ((95 - EquipmentImpairment) * percent / (percent + Robustness));
    }

    /// <summary>G.107 Annex B, (B-4).</summary>
    private static double OfRating(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        _ => Math.Max(1, 1 + (0.035 * rating) + (rating * (rating - 60) * (100 - rating) * 7e-6)),
    };
}
