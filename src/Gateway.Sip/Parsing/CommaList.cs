namespace Gateway.Sip.Parsing;

/// <summary>
/// Elements of a comma-list header (RFC 3261 §7.3.1). Commas in quotes and angle brackets do not split; empty elements are left out.
/// </summary>
internal static class CommaList
{
    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        while (start <= text.Length)
        {
            var end = ElementEnd(text, start);
            var element = text.AsSpan(start, end - start).Trim(" \t");
            if (element.Length > 0)
            {
                yield return element.Length == text.Length ? text : element.ToString();
            }

            start = end + 1;
        }
    }

    /// <summary>Index of the comma that ends the element which starts at <paramref name="start"/>, or the length.</summary>
    private static int ElementEnd(string text, int start)
    {
        var quoted = false;
        var bracketed = false;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when quoted:
                    i++;
                    break;
                case '"' when !bracketed:
                    quoted = !quoted;
                    break;
                case '<' when !quoted:
                    bracketed = true;
                    break;
                case '>' when !quoted:
                    bracketed = false;
                    break;
                case ',' when !quoted && !bracketed:
                    return i;
                default:
                    break;
            }
        }

        return text.Length;
    }
}
