using Bourse.Access.Signing;
using Bourse.Server.Hosting;

namespace Bourse.Server.Protocols.Sts;

/// <summary>An error as STS clients know it (AWS query protocol; STS API reference "Common errors").</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code SDKs switch on.</param>
/// <param name="Message">For people.</param>
internal sealed record StsError(int Status, string Code, string Message)
{
    public static readonly StsError AccessDenied =
        new(403, "AccessDenied", "Not authorized to perform this action.");

    public static readonly StsError ExpiredWebIdentity =
        new(400, "ExpiredTokenException", "The web identity token has expired. Fetch a new one from the token endpoint.");

    public static readonly StsError ExpiredToken = new(403, "ExpiredToken", "The security token included in the request is expired");

    public static readonly StsError Unavailable = new(503, "ServiceUnavailable", "The request cannot be decided at the moment. Try again in a second.");

    public static readonly StsError MissingAction = new(400, "MissingAction", "The request must contain the parameter Action.");

    public static readonly StsError Repeated = new(400, "InvalidParameterCombination", "The request contains a parameter more than once, or bytes that are no UTF-8.");

    public static readonly StsError InvalidAction =
        new(400, "InvalidAction",
            "There is no such operation for version 2011-06-15. Offered: AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity, GetSessionToken.");

    public static StsError Validation(string message) => new(400, "ValidationError", message);

    /// <summary>What signature verification answered, in STS's codes.</summary>
    public static StsError Authentication(SigV4FailureCode code, string message) => code switch
    {
        SigV4FailureCode.MissingAuthenticationToken => new(403, "MissingAuthenticationToken", message),
        SigV4FailureCode.InvalidAccessKeyId or SigV4FailureCode.InvalidToken => new(403, "InvalidClientTokenId", message),
        SigV4FailureCode.ExpiredToken => ExpiredToken,
        SigV4FailureCode.AuthorizationHeaderMalformed or SigV4FailureCode.AuthorizationQueryParametersError => new(400, "IncompleteSignature", message),
        SigV4FailureCode.InvalidRequest or SigV4FailureCode.InvalidURI => new(400, "InvalidQueryParameter", message),
        SigV4FailureCode.NotImplemented => new(501, "NotImplemented", message),
        SigV4FailureCode.AccessDenied => new(403, "AccessDenied", message),
        _ => new(403, "SignatureDoesNotMatch", message),
    };

    /// <summary>What the host refuses, in STS's codes.</summary>
    public static StsError Of(HostFault fault) => fault switch
    {
        HostFault.BadRequest => Repeated,
        HostFault.TooLarge => new(413, "RequestEntityTooLarge", "The request body is too large."),
        HostFault.Overloaded => new(400, "Throttling", "Rate exceeded"),
        HostFault.Unavailable => Unavailable,
        HostFault.Internal => new(500, "InternalFailure", "The request processing has failed. Try again, and quote the request id if it persists."),
        _ => AccessDenied,
    };
}
