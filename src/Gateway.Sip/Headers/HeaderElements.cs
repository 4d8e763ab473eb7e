using Gateway.Sip.Messages;

namespace Gateway.Sip.Headers;

/// <summary>
/// Elements of optional list headers: what cannot be read is left out, and a list is read to <see cref="Limit"/> elements only.
/// </summary>
internal static class HeaderElements
{
    public const int Limit = 64;

    public static IReadOnlyList<T> Readable<T>(HeaderList headers, string name, Func<string, T> parse)
    {
        ArgumentNullException.ThrowIfNull(headers);
        var list = new List<T>();
        foreach (var element in headers.Values(name).Take(Limit))
        {
            try
            {
                list.Add(parse(element));
            }
            catch (SipFormatException)
            {
                // An optional header: its neighbours still count.
            }
        }

        return list;
    }
}
