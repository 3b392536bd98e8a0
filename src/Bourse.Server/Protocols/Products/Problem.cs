using Bourse.Exchange.Reading;
using Bourse.Server.Hosting;

namespace Bourse.Server.Protocols.Products;

/// <summary>An error of the product API (RFC 9457).</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The last part of its <c>type</c>, <c>urn:bourse:problem:…</c>.</param>
/// <param name="Title">The same for every occurrence.</param>
/// <param name="Detail">What to do; never names what the caller may not see.</param>
internal sealed record Problem(int Status, string Code, string Title, string Detail)
{
    public static readonly Problem Forbidden = new(
        403, "not-entitled", "Not entitled", "It does not exist, or your agreement does not include it. GET /v2/products lists what it includes.");

    public static readonly Problem SessionEnded = new(401, "session-ended", "Session ended", "Fetch a new token, or new keys, and try again.");

    public static readonly Problem Unavailable = new(503, "unavailable", "Unavailable", "The request cannot be decided at the moment. Try again in a second.");

    public static readonly Problem NotFound = new(404, "not-found", "Not found", "There is no such resource.");

    public static readonly Problem TooManyStreams = new(
        429, "too-many-streams", "Too many streams", "Your account has 20 streams of events open. Close one first: one stream carries all of an account's events.");

    public static readonly Problem UnknownEvent = new(
        410, "unknown-event", "Unknown event", "No event of your account with that id is among those of the last 30 days. Begin without Last-Event-ID.");

    public static Problem Invalid(string detail) => new(400, "invalid-request", "Invalid request", detail);

    /// <summary>The problem an outcome that found nothing is answered with. What is missing is refused: a fund without rows and one of others are alike.</summary>
    public static Problem Of<T>(ReadOutcome<T> outcome) => outcome switch
    {
        ReadOutcome<T>.Refused or ReadOutcome<T>.Missing => Forbidden,
        ReadOutcome<T>.SessionEnded => SessionEnded,
        ReadOutcome<T>.Unavailable => Unavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), "A found value is no problem."),
    };

    /// <summary>What the host refuses, as a problem.</summary>
    public static Problem Of(HostFault fault) => fault switch
    {
        HostFault.MissingCredential => new(
            401, "no-credential", "No credential", "Send 'Authorization: Bearer <token>', or sign with SigV4 for the service execute-api."),
        HostFault.InvalidCredential =>
            new(401, "invalid-credential", "Invalid credential", "The token or signature is not valid. Fetch a new token, or check key, region and service execute-api."),
        HostFault.ExpiredCredential => SessionEnded,
        HostFault.TwoCredentials => Invalid("The request carries two credentials. Send one."),
        HostFault.BadRequest => Invalid("The request cannot be read. Send each parameter once, and headers and body within the limits."),
        HostFault.TooLarge => new(413, "too-large", "Too large", "The request body is too large."),
        HostFault.NotFound => NotFound,
        HostFault.MethodNotAllowed => new(405, "method-not-allowed", "Method not allowed", "The resource does not take this method."),
        HostFault.Overloaded => new(503, "overloaded", "Overloaded", "Too many requests of this address are in flight. Try again in a second."),
        HostFault.Unavailable => Unavailable,
        _ => new(500, "internal", "Internal error", "The server failed. Try again, and quote the request id if it persists."),
    };
}
