namespace Gateway.Web.Access;

/// <summary>Names of schemes, headers and cookies.</summary>
internal static class AccessNames
{
    /// <summary>Chooses one of the schemes below by what the request brings.</summary>
    public const string Scheme = "gateway";
    public const string TokenScheme = "gateway.token";
    public const string CookieScheme = "gateway.cookie";
    public const string LoopbackScheme = "gateway.loopback";

    public const string TokenHeader = "X-Gateway-Token";

    /// <summary>Who is behind a token that several people share; for the audit trail.</summary>
    public const string UserHeader = "X-Gateway-User";
    public const string Cookie = "gateway_sign_in";

    /// <summary>Longest name kept of a user.</summary>
    public const int MaxUser = 60;

    /// <summary>Requests per address on the sign-in form.</summary>
    public const string SignInLimit = "sign-in";
    public const string SignInPage = "/login";
    public const string SignInPost = "/login/token";
    public const string SignOutPost = "/logout";
}
