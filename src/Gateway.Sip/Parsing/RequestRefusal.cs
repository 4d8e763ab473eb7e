using Gateway.Sip.Messages;

namespace Gateway.Sip.Parsing;

/// <summary>A final response that <see cref="RequestValidator"/> asks for.</summary>
/// <param name="Headers">Allow, Unsupported, Accept, Accept-Encoding: what the RFC wants beside the status.</param>
public sealed record RequestRefusal(int StatusCode, string ReasonPhrase, IReadOnlyList<HeaderField> Headers)
{
    internal static RequestRefusal Of(int statusCode, string? headerName = null, string? headerValue = null) =>
        new(statusCode, Messages.StatusCode.ReasonPhrase(statusCode), headerName is null ? []
            : [new HeaderField(headerName, headerValue ?? "")]);
}
