namespace Bourse.Access.Signing;

/// <summary>
/// Why a signed request was refused. The names are those of S3's error codes
/// (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), so that AWS clients understand the answer, and so are S3's statuses: 403, except for those
/// marked 400, 411 and 501.
/// </summary>
public enum SigV4FailureCode
{
    /// <summary>The request carries no signature at all.</summary>
    MissingAuthenticationToken,

    /// <summary>The signature is not the one we compute.</summary>
    SignatureDoesNotMatch,

    /// <summary>The access key is not one of ours, or does not belong to the session token.</summary>
    InvalidAccessKeyId,

    /// <summary>400: the session token is missing, unreadable or forged.</summary>
    InvalidToken,

    /// <summary>400: the session has expired.</summary>
    ExpiredToken,

    /// <summary>The request's clock is more than 15 minutes from ours.</summary>
    RequestTimeTooSkewed,

    /// <summary>The presigned request has expired, or a rule of signing is broken that the message names.</summary>
    AccessDenied,

    /// <summary>400: the body's SHA-256 is not the one declared.</summary>
    XAmzContentSHA256Mismatch,

    /// <summary>400: the body in chunks breaks off, is malformed, or has another length than declared.</summary>
    IncompleteBody,

    /// <summary>400: the fields after the chunks are malformed, or not those announced.</summary>
    MalformedTrailerError,

    /// <summary>400: the trailing checksum is not that of the body.</summary>
    BadDigest,

    /// <summary>411: a body in chunks does not say its length without them.</summary>
    MissingContentLength,

    /// <summary>400: the Authorization header, or the scope in it, cannot be read.</summary>
    AuthorizationHeaderMalformed,

    /// <summary>400: the parameters of a presigned request cannot be read.</summary>
    AuthorizationQueryParametersError,

    /// <summary>400: the request is signed twice, or a field that must be single is repeated.</summary>
    InvalidRequest,

    /// <summary>400: the path or query is not valid percent-encoded UTF-8.</summary>
    InvalidURI,

    /// <summary>501: a payload mode or algorithm that is recognised but not offered.</summary>
    NotImplemented,
}
