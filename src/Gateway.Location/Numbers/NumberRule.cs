using System.Text.RegularExpressions;

namespace Gateway.Location.Numbers;

/// <summary>
/// One line of a trunk's rewrite table for translated digits: what an operator's private number means. Matched against the dialled
/// number without
/// visual separators, over its whole length. Immutable, thread-safe.
/// </summary>
public sealed class NumberRule
{
    private readonly Regex _pattern;

    /// <param name="pattern">.NET regular expression without look-around and back references (it runs in linear time), e.g.
    /// <c>\+?62431112</c>.</param>
    /// <param name="service">Service URN, e.g. "urn:service:sos".</param>
    /// <param name="areaCode">Telephone area code with its leading 0, e.g. "0431", or null: a hint, since several centres may share
    /// one.</param>
    /// <param name="centre">Dotted Kemendagri code of the centre that the number belongs to, or null.</param>
    /// <exception cref="ArgumentException">The pattern is no regular expression of that kind.</exception>
    public NumberRule(string pattern, string service, string? areaCode = null, string? centre = null)
    {
        _pattern = NumberPattern.Compile(pattern);
        Pattern = pattern;
        Service = service;
        AreaCode = areaCode;
        Centre = centre;
    }

    public string Pattern { get; }

    public string Service { get; }

    public string? AreaCode { get; }

    public string? Centre { get; }

    public bool Matches(string number) => _pattern.IsMatch(number);

    public override string ToString() =>
        $"{Pattern} -> {Service}{(AreaCode is null ? "" : " " + AreaCode)}{(Centre is null ? "" : " " + Centre)}";
}

internal static class NumberPattern
{
    /// <summary>Whole match; NonBacktracking, so that a caller's digits cannot make it slow.</summary>
    public static Regex Compile(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException("look-around, back references and atomic groups are not possible", nameof(pattern), e);
        }
    }
}
