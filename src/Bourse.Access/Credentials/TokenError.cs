namespace Bourse.Access.Credentials;

/// <summary>The error codes of RFC 6749 section 5.2; <see cref="TokenErrors.Code"/> gives the text for the wire.</summary>
public enum TokenError
{
    /// <summary>A parameter is missing, repeated or malformed: 400.</summary>
    InvalidRequest,

    /// <summary>The client is unknown or did not prove who it is: 401.</summary>
    InvalidClient,

    /// <summary>The grant type is not offered: 400.</summary>
    UnsupportedGrantType,

    /// <summary>The scope is malformed: 400.</summary>
    InvalidScope,
}
