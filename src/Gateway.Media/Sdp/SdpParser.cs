using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Gateway.Media.Sdp;

/// <summary>
/// Reads session descriptions as they come, not as RFC 8866 §9 would have them: bare LF, missing s=, t= or o=, lines in any order, unknown
/// lines (kept) and lines that are none (ignored). Only what breaks a limit, or holds neither a v= nor an m= line, is refused. Thread-safe.
/// </summary>
public static class SdpParser
{
    /// <summary>In bytes.</summary>
    public const int BiggestBody = 64 * 1024;

    public const int MostLines = 1000;

    public const int MostMediaLines = 32;

    /// <summary>Formats on one m= line.</summary>
    public const int MostFormats = 128;

    /// <param name="error">What is wrong, for the log and the Warning header.</param>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out SessionDescription? session, out string error)
    {
        session = null;
        if (body.Length > BiggestBody)
        {
            error = $"SDP of {body.Length} bytes exceeds {BiggestBody}";
            return false;
        }

        var builder = new Builder();
        var count = 0;
        foreach (var range in Encoding.UTF8.GetString(body).Split('\n', MostLines + 1))
        {
            if (++count > MostLines)
            {
                error = $"SDP has more than {MostLines} lines";
                return false;
            }

            var line = range.Trim();
            if (line.Length < 2 || line[1] != '=')
            {
                continue;
            }

            if (builder.Add(line[0], line[2..].Trim()) is { } problem)
            {
                error = problem;
                return false;
            }
        }

        session = builder.Build();
        error = session is null ? "SDP has neither a v= nor an m= line" : "";
        return session is not null;
    }

    /// <summary>Collects lines; those after an m= line belong to it.</summary>
    private sealed class Builder
    {
        private readonly List<MediaDescription> _media = [];
        private List<SdpAttribute> _attributes = [];
        private List<SdpLine> _others = [];
        private SdpConnection? _connection;
        private SessionDescription _session = new() { Origin = SdpOrigin.None };
        private MediaDescription? _open;
        private bool _seen;

        public string? Add(char type, string value)
        {
            switch (type)
            {
                case 'v':
                    _seen = true;
                    break;
                case 'o' when _open is null:
                    _session = _session with { Origin = Origin(value) };
                    break;
                case 's' when _open is null:
                    _session = _session with { SessionName = value.Length == 0 ? "-" : value };
                    break;
                case 't' when _open is null:
                    _session = _session with { Time = value.All(c => char.IsAsciiDigit(c) || c == ' ') ? value : "0 0" };
                    break;
                case 'c':
                    _connection = Connection(value) ?? _connection;
                    break;
                case 'a':
                    _attributes.Add(Attribute(value));
                    break;
                case 'm':
                    return OpenMedia(value);
                default:
                    _others.Add(new SdpLine(type, value));
                    break;
            }

            return null;
        }

        public SessionDescription? Build()
        {
            Close();
            return _seen || _media.Count > 0 ? _session with { Media = _media } : null;
        }

        private string? OpenMedia(string value)
        {
            Close();
            if (_media.Count == MostMediaLines)
            {
                return $"SDP has more than {MostMediaLines} media lines";
            }

            var parts = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length > MostFormats + 3)
            {
                return $"An m= line has more than {MostFormats} formats";
            }

            // An m= line that cannot be read still counts: the answer needs a line in its place.
            var port = parts.Length > 1 ? parts[1].Split('/')[0] : "";
            _open = new MediaDescription
            {
                Media = parts.Length > 0 ? parts[0] : "unknown",
                Port = ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0,
                Protocol = parts.Length > 2 ? parts[2] : "RTP/AVP",
                Formats = parts.Length > 3 ? parts[3..] : [],
            };
            return null;
        }

        private void Close()
        {
            if (_open is null)
            {
                _session = _session with { Attributes = _attributes, OtherLines = _others, Connection = _connection };
            }
            else
            {
                _media.Add(_open with { Attributes = _attributes, OtherLines = _others, Connection = _connection });
                _open = null;
            }

            (_attributes, _others, _connection) = ([], [], null);
        }

        private static SdpOrigin Origin(string value)
        {
            var parts = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return parts.Length < 6
                ? SdpOrigin.None
                : new SdpOrigin(
                    parts[0],
                    parts[1],
                    ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0,
                    parts[5]);
        }

        private static SdpConnection? Connection(string value)
        {
            var parts = value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return parts.Length > 2 && parts[2].Split('/')[0] is { Length: > 0 } address ? new SdpConnection(address) : null;
        }

        private static SdpAttribute Attribute(string value)
        {
            var colon = value.IndexOf(':', StringComparison.Ordinal);
            return colon < 0 ? new SdpAttribute(value) : new SdpAttribute(value[..colon].TrimEnd(), value[(colon + 1)..].TrimStart());
        }
    }
}
