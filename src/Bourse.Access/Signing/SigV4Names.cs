namespace Bourse.Access.Signing;

/// <summary>The words of the protocol.</summary>
internal static class SigV4Names
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string ScopeEnd = "aws4_request";
    public const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    public const string StreamingPrefix = "STREAMING-";

    public const string AuthorizationHeader = "authorization";
    public const string HostHeader = "host";
    public const string DateHeader = "x-amz-date";
    public const string ContentHashHeader = "x-amz-content-sha256";
    public const string TokenHeader = "x-amz-security-token";
    public const string AmzPrefix = "x-amz-";

    public const string AlgorithmParameter = "X-Amz-Algorithm";
    public const string CredentialParameter = "X-Amz-Credential";
    public const string DateParameter = "X-Amz-Date";
    public const string ExpiresParameter = "X-Amz-Expires";
    public const string SignedHeadersParameter = "X-Amz-SignedHeaders";
    public const string SignatureParameter = "X-Amz-Signature";
    public const string TokenParameter = "X-Amz-Security-Token";

    /// <summary>What only a link that was presigned by version 2 carries.</summary>
    public const string Version2KeyParameter = "AWSAccessKeyId";

    /// <summary>Whether a parameter belongs to a presigned request's signature rather than to the request.</summary>
    public static bool IsSignatureParameter(string name) => name
        is AlgorithmParameter or CredentialParameter or DateParameter or ExpiresParameter
        or SignedHeadersParameter or SignatureParameter or TokenParameter;
}
