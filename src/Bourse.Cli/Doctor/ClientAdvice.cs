using System.Net;
using Bourse.Cli.Clients;

namespace Bourse.Cli.Doctor;

/// <summary>
/// What a client can do about an answer. A refusal says the same whatever its cause is, here as on the wire: the exchange does not tell a client why, so the
/// doctor does not guess.
/// </summary>
internal sealed class ClientAdvice(ExchangeAddresses addresses)
{
    /// <summary>What a refusal comes to.</summary>
    public const string Refused = "Access is refused; ask the provider whether the agreement is active.";

    /// <summary>For a token that was not given.</summary>
    public string ForToken(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"{Refused} If it is, the client id or secret is wrong or has ended (secrets live 90 days); ask for a new activation link.",
        HttpStatusCode.TooManyRequests => "Too many wrong attempts from this address; wait a minute.",
        HttpStatusCode.ServiceUnavailable => Busy,
        _ => $"{addresses.Token} is not the token endpoint; take it from the welcome message.",
    };

    /// <summary>For an answer of the catalogue.</summary>
    /// <param name="status">The answer.</param>
    /// <param name="type">Its error type; empty when it has none.</param>
    public string ForCatalog(HttpStatusCode status, string type) => (status, type) switch
    {
        // Without a type it is not the catalogue that refuses, but whatever else listens there.
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, not "") => Refused,
        (HttpStatusCode.ServiceUnavailable, _) => Busy,
        _ => $"{addresses.Catalog} is not the catalogue, or {addresses.Warehouse} not its warehouse; take both from the welcome message.",
    };

    /// <summary>For an answer of S3 or STS.</summary>
    /// <param name="status">The answer.</param>
    /// <param name="code">Its error code; empty when it has none.</param>
    public string ForStorage(HttpStatusCode status, string code) => (status, code) switch
    {
        (_, "RequestTimeTooSkewed") => "Set this machine's clock: signatures hold for 15 minutes.",
        (_, "SignatureDoesNotMatch") =>
            $"Something between here and {addresses.Storage} changes requests, or the region {addresses.Region} is wrong.",
        (_, "AuthorizationHeaderMalformed") => $"The region {addresses.Region} is wrong; take it from the welcome message.",
        // Without a code it is not S3 or STS that refuses, but whatever else listens there.
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, not "") => Refused,
        (HttpStatusCode.ServiceUnavailable, _) => Busy,
        ( >= HttpStatusCode.InternalServerError, _) => "The exchange cannot give it; tell the provider what was found here.",
        _ => $"{addresses.Storage} is not the endpoint of S3 and STS; take it from the welcome message.",
    };

    private static string Busy => "The exchange cannot answer just now; try again in a minute, then tell the provider.";
}
