using Bourse.Exchange.Reading;
using Bourse.Server.Hosting;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>An error as the protocol's clients know it: <c>{"errorCode","message"}</c> (delta-io/delta-sharing, PROTOCOL.md, "REST APIs").</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">A word for programs.</param>
/// <param name="Message">For people; never names what the caller may not see.</param>
internal sealed record SharingError(int Status, string Code, string Message)
{
    public static readonly SharingError Forbidden = new(
        403, "FORBIDDEN", "There is no such share or table, or your agreement does not include it. List the shares and their tables to see what it includes.");

    public static readonly SharingError SessionEnded = new(
        401, "UNAUTHENTICATED", "The token has ended or was revoked. Fetch a new one from the token endpoint, or ask for a new profile.");

    public static readonly SharingError Unavailable = new(503, "UNAVAILABLE", "The request cannot be decided at the moment. Try again in a second.");

    public static readonly SharingError LinkNotValid = new(
        403, "LINK_NOT_VALID", "The link has ended, or what it opened is not granted any more. Query the table again for new links.");

    public static readonly SharingError NotFound = new(404, "NOT_FOUND", "There is no such schema or table in this share; its only schema is 'default'.");

    public static SharingError Invalid(string message) => new(400, "INVALID_PARAMETER_VALUE", message);

    public static SharingError Unsupported(string message) => new(400, "UNSUPPORTED_OPERATION", message);

    /// <summary>The error an outcome that found nothing is answered with.</summary>
    public static SharingError Of<T>(ReadOutcome<T> outcome) => outcome switch
    {
        ReadOutcome<T>.Refused => Forbidden,
        ReadOutcome<T>.Missing => NotFound,
        ReadOutcome<T>.SessionEnded => SessionEnded,
        ReadOutcome<T>.Unavailable => Unavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), "A found value is no error."),
    };

    /// <summary>What the host refuses, in this protocol's words.</summary>
    public static SharingError Of(HostFault fault) => fault switch
    {
        HostFault.MissingCredential => new(
            401, "UNAUTHENTICATED", "Send 'Authorization: Bearer <token>' with the token of your profile, or one from the token endpoint."),
        HostFault.InvalidCredential => new(401, "UNAUTHENTICATED", "The credential is not valid. Use the newest profile, or fetch a new token from the token endpoint."),
        HostFault.ExpiredCredential => SessionEnded,
        HostFault.TwoCredentials => Invalid("The request carries two credentials. Send one."),
        HostFault.BadRequest => Invalid("The request cannot be read. Send each parameter once, and headers and body within the limits."),
        HostFault.TooLarge => new(413, "INVALID_PARAMETER_VALUE", "The request body is too large."),
        HostFault.NotFound => new(404, "NOT_FOUND", "Delta Sharing has no such route here."),
        HostFault.MethodNotAllowed => new(405, "UNSUPPORTED_OPERATION", "This route does not take that method. Shares change by publishing a revision."),
        HostFault.Overloaded => new(503, "UNAVAILABLE", "Too many requests of this address are in flight. Try again in a second."),
        HostFault.Unavailable => Unavailable,
        _ => new(500, "INTERNAL_ERROR", "The server failed. Try again, and quote the request id if it persists."),
    };

    /// <summary>The document.</summary>
    public ReadOnlyMemory<byte> Render() => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteString("errorCode", Code);
        json.WriteString("message", Message);
        json.WriteEndObject();
    });
}
