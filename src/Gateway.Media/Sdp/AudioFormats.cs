using System.Globalization;
using Gateway.Media.Engine;

namespace Gateway.Media.Sdp;

/// <summary>What the payload types of an audio line mean: its rtpmap lines over the static table of RFC 3551 §6.</summary>
internal static class AudioFormats
{
    /// <summary>The first of the wanted codecs that the line lists, with its number there.</summary>
    public static (AudioCodec Codec, byte PayloadType)? FirstWanted(MediaDescription media, IReadOnlyList<AudioCodec> wanted)
    {
        foreach (var codec in wanted)
        {
            foreach (var (format, number) in Numbered(media))
            {
                if (CodecOf(media, format) == codec)
                {
                    return (codec, number);
                }
            }
        }

        return null;
    }

    /// <summary>The first codec of the line that is one of ours: what an answer's sender prefers.</summary>
    public static (AudioCodec Codec, byte PayloadType)? FirstListed(MediaDescription media, IReadOnlyList<AudioCodec> ours)
    {
        foreach (var (format, number) in Numbered(media))
        {
            if (CodecOf(media, format) is { } codec && ours.Contains(codec))
            {
                return (codec, number);
            }
        }

        return null;
    }

    /// <summary>telephone-event at 8000 Hz (RFC 4733): the clock of the audio, not the 16000 of AMR-WB.</summary>
    public static byte? TelephoneEvent(MediaDescription media)
    {
        foreach (var (format, number) in Numbered(media))
        {
            if (Is(media.AttributeOf("rtpmap", format), "telephone-event"))
            {
                return number;
            }
        }

        return null;
    }

    /// <summary>Names of the line's formats for people: "AMR-WB/16000 AMR/8000".</summary>
    public static string Names(MediaDescription media) =>
        string.Join(' ', media.Formats.Take(10).Select(f => media.AttributeOf("rtpmap", f) ?? f));

    private static IEnumerable<(string Format, byte Number)> Numbered(MediaDescription media)
    {
        foreach (var format in media.Formats)
        {
            if (byte.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 128)
            {
                yield return (format, number);
            }
        }
    }

    private static AudioCodec? CodecOf(MediaDescription media, string format) => media.AttributeOf("rtpmap", format) switch
    {
        null => format switch { "8" => AudioCodec.Pcma, "0" => AudioCodec.Pcmu, _ => null },
        var map when Is(map, "PCMA") => AudioCodec.Pcma,
        var map when Is(map, "PCMU") => AudioCodec.Pcmu,
        _ => null,
    };

    /// <summary>"name/8000" or "name/8000/1", any case.</summary>
    private static bool Is(string? map, string name)
    {
        var parts = map?.Trim().Split('/') ?? [];
        return parts.Length >= 2
            && parts[0].Equals(name, StringComparison.OrdinalIgnoreCase)
            && parts[1] == "8000"
            && (parts.Length == 2 || parts[2] == "1");
    }
}
