namespace Bourse.Access.Credentials;

/// <summary>The wire form of <see cref="TokenError"/>.</summary>
public static class TokenErrors
{
    /// <summary>The code as RFC 6749 section 5.2 writes it.</summary>
    public static string Code(this TokenError error) => error switch
    {
        TokenError.InvalidRequest => "invalid_request",
        TokenError.InvalidClient => "invalid_client",
        TokenError.UnsupportedGrantType => "unsupported_grant_type",
        TokenError.InvalidScope => "invalid_scope",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, "Unknown token error."),
    };
}
