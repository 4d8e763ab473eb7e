using System.Text.RegularExpressions;

namespace Gateway.Location.Numbers;

/// <summary>
/// How an operator writes the number of a phone without SIM, e.g. <c>911(?&lt;imei7&gt;\d{7})</c> in the United States or
/// <c>\+?358112(?&lt;imei7&gt;\d{7})</c> in Finland. Such a number cannot be called back. Immutable, thread-safe.
/// </summary>
public sealed class PseudoNumberRule
{
    private readonly Regex _pattern;

    /// <param name="pattern">As in <see cref="NumberRule"/>; a group named imei7 gives the last seven digits of the IMEI.</param>
    /// <exception cref="ArgumentException">The pattern is no regular expression of that kind.</exception>
    public PseudoNumberRule(string pattern)
    {
        _pattern = NumberPattern.Compile(pattern);
        Pattern = pattern;
    }

    public string Pattern { get; }

    /// <summary>Whether the number is such a one.</summary>
    /// <param name="imei7">Last seven digits of the IMEI, or null when the pattern does not give them.</param>
    public bool Matches(string number, out string? imei7)
    {
        var match = _pattern.Match(number);
        imei7 = match.Success && match.Groups["imei7"] is { Success: true } group ? group.Value : null;
        return match.Success;
    }

    public override string ToString() => Pattern;
}
