using System.Globalization;
using Gateway.Calls.Journal;

namespace Gateway.Calls.Screening;

/// <summary>What earlier calls say of this one's caller; counts of the last 24 h, labels until they expire.</summary>
/// <param name="Silent">Calls from this number or device on which neither voice nor key was heard for 5 s and more.</param>
/// <param name="SilentInCell">The same from this cell, whoever called.</param>
/// <param name="Blocked">Two supervisors have blocked this number or device for a time.</param>
/// <param name="ShortCalls">Calls from this number or device that ended within 5 s.</param>
public sealed record CallerPast(int Silent, int SilentInCell, int ShortCalls, int Pranks, int Ghosts, int Normals, bool Blocked = false)
{
    public static readonly CallerPast None = new(0, 0, 0, 0, 0, 0);
}

/// <summary>
/// How sure we are that nobody needs help: a sum of reasons, each with its points and words. It is a guess, so it never removes a caller and costs
/// a bounded wait at most. Pure.
/// </summary>
public static class GhostScore
{
    public const string SilenceKind = "silence";

    public const string BlockKind = "block";

    public const int Full = 100;

    /// <summary>Below this the score costs nothing: one weak reason is none.</summary>
    public const int Least = 20;

    /// <summary>Seconds of silence and what each costs in all; the last one reached counts.</summary>
    private static readonly (int From, int Points)[] Silence = [(5, 5), (10, 15), (20, 30)];

    private static readonly (int From, int Points)[] SilentCalls = [(2, 10), (4, 20), (8, 30)];
    private static readonly (int From, int Points)[] SilentInCell = [(10, 10)];
    private static readonly (int From, int Points)[] ShortSteps = [(3, 10), (6, 15)];

    private const int Prank = 25;
    private const int MostPrank = 50;
    private const int Ghost = 20;
    private const int MostGhost = 40;
    private const int Normal = -25;

    /// <summary>The reasons, in a fixed order.</summary>
    /// <param name="silentFor">How long the caller could have been heard and was not; zero once heard.</param>
    public static IReadOnlyList<ScoredEvidence> Of(TimeSpan silentFor, CallerPast past)
    {
        ArgumentNullException.ThrowIfNull(past);
        var evidence = new List<ScoredEvidence>();
        Add(SilenceKind, Silence, (int)silentFor.TotalSeconds, (from, _) => $"silent for {from} s");
        Add("silent_calls", SilentCalls, past.Silent, (_, n) => $"{n} silent calls of this caller in 24 h");
        Add("silent_in_cell", SilentInCell, past.SilentInCell, (_, n) => $"{n} silent calls from this cell in 24 h");
        Add("short_calls", ShortSteps, past.ShortCalls, (_, n) => $"hung up within 5 s {n} times in 24 h");
        Labels("PRANK", past.Pranks, Math.Min(MostPrank, past.Pranks * Prank));
        Labels("GHOST", past.Ghosts, Math.Min(MostGhost, past.Ghosts * Ghost));
        Labels("NORMAL", past.Normals, Math.Max(-Full, past.Normals * Normal));
        return evidence;

        void Add(string kind, (int From, int Points)[] steps, int value, Func<int, int, FormattableString> words)
        {
            if (steps.LastOrDefault(s => value >= s.From) is { Points: > 0 } step)
            {
                evidence.Add(new ScoredEvidence(kind, step.Points, words(step.From, value).ToString(CultureInfo.InvariantCulture)));
            }
        }

        void Labels(string word, int count, int points)
        {
            if (count > 0)
            {
                var times = count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");
                evidence.Add(new ScoredEvidence("labels", points, $"labelled {word} {times}"));
            }
        }
    }

    /// <summary>0 to <see cref="Full"/>.</summary>
    public static int Points(IReadOnlyList<ScoredEvidence> evidence) => Math.Clamp(evidence.Sum(e => e.Points), 0, Full);

    /// <summary>In whole seconds, from zero to <paramref name="most"/>.</summary>
    public static TimeSpan Penalty(int points, TimeSpan most) =>
        points < Least ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Floor(most.TotalSeconds * Math.Min(points, Full) / Full));
}
