using System.Globalization;
using Bourse.Access.Signing;

namespace Bourse.Server.Protocols.S3;

/// <summary>An error as S3 clients know it. One denial for what is unknown and what is not entitled: <see cref="AccessDenied"/>.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code SDKs switch on, from the S3 API reference "Error responses".</param>
/// <param name="Message">For people; never names what the caller may not see.</param>
public sealed record S3Error(int Status, string Code, string Message)
{
    /// <summary>What S3 adds to some errors, in its order: elements and their text.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>The one answer to everything unknown or not entitled.</summary>
    public static readonly S3Error AccessDenied = new(403, "AccessDenied", "Access Denied");

    /// <summary>A key the caller's own listing does not hold, in a bucket it may list.</summary>
    public static readonly S3Error NoSuchKey = new(404, "NoSuchKey", "The specified key does not exist.");

    /// <summary>The session has expired or was revoked.</summary>
    public static readonly S3Error ExpiredToken = new(400, "ExpiredToken", "The provided token has expired.");

    /// <summary>A method that S3 does not have for what the target names.</summary>
    public static readonly S3Error MethodNotAllowed =
        new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");

    /// <summary>A read that S3 knows and this endpoint does not offer.</summary>
    public static readonly S3Error NotImplemented =
        new(501, "NotImplemented", "A query parameter or header you provided implies functionality that is not implemented.");

    /// <summary>A target that is no valid, unambiguous URI.</summary>
    public static readonly S3Error InvalidUri =
        new(400, "InvalidURI", "Couldn't parse the specified URI. Send each parameter once, percent-encoded as UTF-8, without control characters.");

    /// <summary>A part beyond the first: objects here have one.</summary>
    public static readonly S3Error InvalidPartNumber = new(416, "InvalidPartNumber", "The requested partnumber is not satisfiable");

    /// <summary>A range and a part number in one request.</summary>
    public static readonly S3Error RangeAndPart =
        new(400, "InvalidRequest", "Cannot specify both Range header and partNumber query parameter");

    /// <summary>A body where none is expected, or one over the limit.</summary>
    public static readonly S3Error EntityTooLarge = new(400, "EntityTooLarge", "Your request body exceeds the maximum allowed size.");

    /// <summary>The address has too many requests in flight.</summary>
    public static readonly S3Error SlowDown = new(503, "SlowDown", "Please reduce your request rate.");

    /// <summary>The node cannot decide now; ask again.</summary>
    public static readonly S3Error ServiceUnavailable =
        new(503, "ServiceUnavailable", "The service cannot decide this request at the moment. Please try again.");

    /// <summary>A failure of ours; the request id finds it in the log.</summary>
    public static readonly S3Error InternalError =
        new(500, "InternalError", "We encountered an internal error. Please try again, and quote the request id if it persists.");

    /// <summary>The request is signed for a service this endpoint does not offer.</summary>
    public static readonly S3Error WrongService = new(
        400, "AuthorizationHeaderMalformed", "The authorization header is malformed; the credential scope's service must be s3 or sts at this endpoint.");

    /// <summary>User metadata of more than 2 KB.</summary>
    public static readonly S3Error MetadataTooLarge = new(400, "MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");

    /// <summary>More than ten tags.</summary>
    public static readonly S3Error TooManyTags = new(400, "BadRequest", "Object tags cannot be greater than 10");

    /// <summary>Two checksums of one body.</summary>
    public static readonly S3Error OneChecksum = new(400, "InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");

    /// <summary>An access control list: rights are not kept with objects.</summary>
    public static readonly S3Error AclNotSupported = new(400, "AccessControlListNotSupported", "The bucket does not allow ACLs");

    /// <summary>A storage class other than the one there is.</summary>
    public static readonly S3Error InvalidStorageClass = new(400, "InvalidStorageClass", "The storage class you specified is not valid; the only one is STANDARD.");

    /// <summary>A <c>Content-MD5</c> that is none.</summary>
    public static readonly S3Error InvalidDigest = new(400, "InvalidDigest", "The Content-MD5 you specified was invalid.");

    /// <summary>A body that is not the one the digest was made of.</summary>
    public static S3Error BadDigest(string header) => new(400, "BadDigest", $"The {header} you specified did not match what was received.");

    /// <summary>A body of unknown length.</summary>
    public static readonly S3Error MissingContentLength = new(411, "MissingContentLength", "You must provide the Content-Length HTTP header.");

    /// <summary>A key of more than 1024 bytes.</summary>
    public static readonly S3Error KeyTooLong = new(400, "KeyTooLongError", "Your key is too long");

    /// <summary>A document that is not what the operation takes.</summary>
    public static readonly S3Error MalformedXml =
        new(400, "MalformedXML", "The XML you provided was not well-formed or did not validate against our published schema");

    /// <summary>An upload that is not under way.</summary>
    public static readonly S3Error NoSuchUpload = new(
        404, "NoSuchUpload", "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");

    /// <summary>A part that is not there as completion says.</summary>
    public static readonly S3Error InvalidPart = new(
        400, "InvalidPart", "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match.");

    /// <summary>Parts out of order.</summary>
    public static readonly S3Error InvalidPartOrder =
        new(400, "InvalidPartOrder", "The list of parts was not in ascending order. Parts must be ordered by part number.");

    /// <summary>A part of less than 5 MiB that is not the last.</summary>
    public static readonly S3Error EntityTooSmall = new(400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");

    /// <summary>A request that contradicts itself.</summary>
    public static S3Error InvalidRequest(string message) => new(400, "InvalidRequest", message);

    /// <summary>A tag that S3 would not take.</summary>
    public static S3Error InvalidTag(string message) => new(400, "InvalidTag", message);

    /// <summary>An object that is never altered nor deleted; the reason is for the provider.</summary>
    public static S3Error Protected(string reason) => new(403, "AccessDenied", reason);

    /// <summary>The bucket exists and is the caller's.</summary>
    public static readonly S3Error BucketAlreadyOwnedByYou = new(
        409, "BucketAlreadyOwnedByYou", "The bucket you tried to create already exists, and you own it.");

    /// <summary>No byte of the asked range exists.</summary>
    public static S3Error InvalidRange(string requested, long objectBytes) => new(416, "InvalidRange", "The requested range is not satisfiable")
    {
        Details = [new("RangeRequested", requested), new("ActualObjectSize", objectBytes.ToString(CultureInfo.InvariantCulture))],
    };

    /// <summary>A condition of the request does not hold.</summary>
    public static S3Error PreconditionFailed(string header) =>
        new(412, "PreconditionFailed", "At least one of the preconditions you specified did not hold") { Details = [new("Condition", header)] };

    /// <summary>A parameter or header that does not have the form it must have.</summary>
    public static S3Error InvalidArgument(string name, string value, string message) =>
        new(400, "InvalidArgument", message) { Details = [new("ArgumentName", name), new("ArgumentValue", value)] };

    /// <summary>What signature verification answered, with the status S3 gives that code.</summary>
    public static S3Error Authentication(SigV4FailureCode code, string message) =>
        // To S3 a request without a signature is that of somebody who may do nothing.
        code == SigV4FailureCode.MissingAuthenticationToken ? AccessDenied : new S3Error(StatusOf(code), code.ToString(), message);

    private static int StatusOf(SigV4FailureCode code) => code switch
    {
        SigV4FailureCode.AuthorizationHeaderMalformed or SigV4FailureCode.AuthorizationQueryParametersError or SigV4FailureCode.InvalidRequest
            or SigV4FailureCode.InvalidURI or SigV4FailureCode.ExpiredToken or SigV4FailureCode.InvalidToken
            or SigV4FailureCode.XAmzContentSHA256Mismatch or SigV4FailureCode.IncompleteBody or SigV4FailureCode.MalformedTrailerError
            or SigV4FailureCode.BadDigest => 400,
        SigV4FailureCode.MissingContentLength => 411,
        SigV4FailureCode.NotImplemented => 501,
        _ => 403,
    };
}
