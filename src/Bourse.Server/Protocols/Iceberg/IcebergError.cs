using Bourse.Exchange.Reading;
using Bourse.Server.Hosting;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>An error as the REST catalogue's clients know it: <c>{"error":{"message","type","code"}}</c> (Iceberg REST OpenAPI, IcebergErrorResponse).</summary>
/// <param name="Status">The HTTP status, repeated as <c>code</c>.</param>
/// <param name="Type">The exception clients raise.</param>
/// <param name="Message">For people; never names what the caller may not see.</param>
internal sealed record IcebergError(int Status, string Type, string Message)
{
    public static readonly IcebergError Forbidden = new(
        403, "ForbiddenException", "There is no such namespace or table, or your agreement does not include it. List the namespaces to see what it includes.");

    public static readonly IcebergError SessionEnded = new(
        401, "NotAuthorizedException", "The session has ended. Fetch a new token from the token endpoint.");

    public static readonly IcebergError Unavailable = new(
        503, "ServiceUnavailableException", "The catalogue cannot decide this request at the moment. Try again in a second.");

    public static readonly IcebergError ReadOnly = new(
        406, "UnsupportedOperationException", "The catalogue is read only: products change by publishing a revision.");

    public static readonly IcebergError NoSuchWarehouse = new(
        404, "NoSuchWarehouseException", "There is no such warehouse or prefix. Use the one in your welcome message; GET /v1/config answers it as 'prefix'.");

    public static IcebergError MissingTable(CatalogNamespace named, string table) =>
        new(404, "NoSuchTableException", $"Table does not exist: {named}.{table}");

    public static IcebergError MissingNamespace(CatalogNamespace named) => new(404, "NoSuchNamespaceException", $"Namespace does not exist: {named}");

    public static IcebergError MissingTable(string named, string table) => new(404, "NoSuchTableException", $"Table does not exist: {named}.{table}");

    public static IcebergError MissingNamespace(string named) => new(404, "NoSuchNamespaceException", $"Namespace does not exist: {named}");

    public static IcebergError BadRequest(string message) => new(400, "BadRequestException", message);

    /// <summary>The error an outcome that found nothing is answered with.</summary>
    public static IcebergError Of<T>(ReadOutcome<T> outcome, IcebergError missing) => outcome switch
    {
        ReadOutcome<T>.Refused => Forbidden,
        ReadOutcome<T>.Missing { Why: { } why } => missing with { Message = why },
        ReadOutcome<T>.Missing => missing,
        ReadOutcome<T>.SessionEnded => SessionEnded,
        ReadOutcome<T>.Unavailable => Unavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), "A found value is no error."),
    };

    /// <summary>What the host refuses, in this protocol's words.</summary>
    public static IcebergError Of(HostFault fault) => fault switch
    {
        HostFault.MissingCredential => new(401, "NotAuthorizedException", "Send 'Authorization: Bearer <token>' with a token from the token endpoint."),
        HostFault.InvalidCredential => new(401, "NotAuthorizedException", "The credential is not valid. Fetch a new token from the token endpoint."),
        HostFault.ExpiredCredential => SessionEnded,
        HostFault.TwoCredentials => BadRequest("The request carries two credentials. Send one."),
        HostFault.BadRequest => BadRequest("The request cannot be read. Send each parameter once, and headers and body within the limits."),
        HostFault.TooLarge => new(413, "BadRequestException", "The request body is too large."),
        HostFault.NotFound => new(404, "NotFoundException", "The catalogue has no such route."),
        HostFault.MethodNotAllowed => ReadOnly,
        HostFault.Overloaded => new(503, "SlowDownException", "Too many requests of this address are in flight. Try again in a second."),
        HostFault.Unavailable => Unavailable,
        _ => new(500, "InternalServerError", "The server failed. Try again, and quote the request id if it persists."),
    };

    /// <summary>The document.</summary>
    public ReadOnlyMemory<byte> Render() => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", Message);
        json.WriteString("type", Type);
        json.WriteNumber("code", Status);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
