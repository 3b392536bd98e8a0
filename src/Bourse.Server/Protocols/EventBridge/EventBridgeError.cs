using Bourse.Access.Signing;
using Bourse.Events.Rules;
using Bourse.Exchange.Reading;
using Bourse.Server.Hosting;

namespace Bourse.Server.Protocols.EventBridge;

/// <summary>An error as EventBridge's clients know it (AWS JSON 1.1 protocol; EventBridge API reference, "Common Errors").</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The code SDKs switch on.</param>
/// <param name="Message">For people.</param>
internal sealed record EventBridgeError(int Status, string Code, string Message)
{
    public static readonly EventBridgeError AccessDenied = new(400, "AccessDeniedException", "Not authorized to perform this action.");

    public static readonly EventBridgeError Expired = new(403, "ExpiredTokenException", "The security token included in the request is expired");

    public static readonly EventBridgeError Unavailable = new(503, "ServiceUnavailable", "The request cannot be decided at the moment. Try again in a second.");

    public static readonly EventBridgeError Serialization = new(
        400, "SerializationException", "The body must be a JSON object whose fields are each named once and have the operation's types.");

    public static readonly EventBridgeError UnknownOperation = new(
        400, "UnknownOperationException", $"There is no such operation. Offered: {string.Join(", ", EventBridgeEndpoints.Operations)}.");

    public static EventBridgeError Validation(string message) => new(400, "ValidationException", message);

    public static EventBridgeError NoSuchRule(string name) => new(400, "ResourceNotFoundException", $"Rule {name} does not exist on EventBus default.");

    /// <summary>An outcome that is not done, in EventBridge's codes.</summary>
    public static EventBridgeError Of(RuleOutcome outcome, string rule) => outcome switch
    {
        RuleOutcome.NoSuchRule => NoSuchRule(rule),
        RuleOutcome.HasTargets => Validation("Rule can't be deleted since it has targets."),
        RuleOutcome.TooMany many => new(400, "LimitExceededException", many.Message),
        RuleOutcome.InvalidPattern pattern => new(400, "InvalidEventPatternException", pattern.Message),
        RuleOutcome.Invalid invalid => Validation(invalid.Message),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), "What is done is no error."),
    };

    /// <summary>The error an outcome that found nothing is answered with.</summary>
    public static EventBridgeError Of<T>(ReadOutcome<T> outcome) => outcome switch
    {
        ReadOutcome<T>.SessionEnded => Expired,
        ReadOutcome<T>.Unavailable => Unavailable,
        ReadOutcome<T>.Refused or ReadOutcome<T>.Missing => AccessDenied,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), "A found value is no error."),
    };

    /// <summary>What signature verification answered.</summary>
    public static EventBridgeError Authentication(SigV4FailureCode code, string message) => code switch
    {
        SigV4FailureCode.MissingAuthenticationToken => new(403, "MissingAuthenticationTokenException", message),
        SigV4FailureCode.InvalidAccessKeyId or SigV4FailureCode.InvalidToken => new(403, "UnrecognizedClientException", message),
        SigV4FailureCode.ExpiredToken => Expired,
        SigV4FailureCode.AuthorizationHeaderMalformed or SigV4FailureCode.AuthorizationQueryParametersError => new(403, "IncompleteSignatureException", message),
        SigV4FailureCode.InvalidRequest or SigV4FailureCode.InvalidURI => Validation(message),
        SigV4FailureCode.AccessDenied => new(403, "AccessDeniedException", message),
        _ => new(403, "InvalidSignatureException", message),
    };

    /// <summary>What the host refuses.</summary>
    public static EventBridgeError Of(HostFault fault) => fault switch
    {
        HostFault.BadRequest => Serialization,
        HostFault.TooLarge => new(413, "RequestEntityTooLargeException", "The request body is too large."),
        HostFault.Overloaded => new(400, "ThrottlingException", "Rate exceeded"),
        HostFault.Unavailable => Unavailable,
        HostFault.Internal => new(500, "InternalFailure", "The request processing has failed. Try again, and quote the request id if it persists."),
        _ => AccessDenied,
    };
}
