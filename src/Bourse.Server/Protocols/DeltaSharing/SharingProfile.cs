using System.Globalization;
using Bourse.Access.Credentials;
using Bourse.Server.Hosting;
using Bourse.Server.Http;
using Bourse.Server.Protocols.OAuth;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>Profile files, by which clients of the protocol find the server and prove themselves (PROTOCOL.md, "Profile File Format").</summary>
internal static class SharingProfile
{
    /// <summary>Version 1: a sharing token.</summary>
    public static ReadOnlyMemory<byte> OfToken(NewSharingToken token, ListenerAddresses addresses) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("shareCredentialsVersion", 1);
        json.WriteString("endpoint", Endpoint(addresses));
        json.WriteString("bearerToken", token.Secret.Utf8);
        json.WriteString("expirationTime", token.Token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.f'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    });

    /// <summary>Version 2: a client secret, good at the token endpoint alone.</summary>
    public static ReadOnlyMemory<byte> OfClientSecret(ActivationOutcome.SecretIssued issued, ListenerAddresses addresses) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("shareCredentialsVersion", 2);
        json.WriteString("type", "oauth_client_credentials");
        json.WriteString("endpoint", Endpoint(addresses));
        json.WriteString("tokenEndpoint", addresses.Open.GetLeftPart(UriPartial.Authority) + OAuthEndpoints.TokenPath);
        json.WriteString("clientId", issued.ClientId);
        json.WriteString("clientSecret", issued.Secret.Utf8);
        json.WriteEndObject();
    });

    private static string Endpoint(ListenerAddresses addresses) => addresses.Open.GetLeftPart(UriPartial.Authority) + SharingRoutes.Root;
}
