using Bourse.Access.Credentials;
using Bourse.Access.Signing;

namespace Bourse.Server.Tests.World;

/// <summary>Makes requests as a client's program would, signed by our own signer; foreign signers are the interop suite's.</summary>
internal static class WorldRequests
{
    private static readonly TimeSpan PresignedFor = TimeSpan.FromMinutes(5);

    /// <summary>A request to a listener, authenticated in one way.</summary>
    /// <param name="listener">The listener's address.</param>
    /// <param name="method">The method.</param>
    /// <param name="target">Path and query, percent-encoded.</param>
    /// <param name="client">Whose credentials.</param>
    /// <param name="auth">How they are shown.</param>
    /// <param name="service">The scope's service for signatures.</param>
    /// <param name="body">Body and media type.</param>
    /// <param name="headers">Further headers, signed where the request is.</param>
    public static HttpRequestMessage Make(
        Uri listener, HttpMethod method, string target, WorldClient client, RequestAuth auth, string service, (byte[] Bytes, string MediaType)? body = null,
        params IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var mark = target.IndexOf('?');
        var (path, query) = mark < 0 ? (target, "") : (target[..mark], target[(mark + 1)..]);
        var message = new HttpRequestMessage(method, new Uri(listener, target));
        if (body is { } content)
            message.Content = new ByteArrayContent(content.Bytes) { Headers = { ContentType = new(content.MediaType) } };
        var unsigned = new SigV4Request
        {
            Method = method.Method,
            RawPath = path,
            RawQuery = query,
            Headers = [KeyValuePair.Create("host", listener.Authority), .. headers],
            Body = body?.Bytes ?? [],
        };
        Add(message, headers);
        var signer = Signer(client.Keys, service);
        switch (auth)
        {
            case RequestAuth.Bearer:
                message.Headers.Add("Authorization", $"Bearer {client.Token}");
                break;
            case RequestAuth.Sharing:
                message.Headers.Add("Authorization", $"Bearer {client.SharingToken}");
                break;
            case RequestAuth.ForgedBearer:
                message.Headers.Add("Authorization", $"Bearer {client.Token[..^1]}{(client.Token[^1] == 'A' ? 'B' : 'A')}");
                break;
            case RequestAuth.Signed:
                Add(message, signer.Sign(unsigned));
                break;
            case RequestAuth.BadSignature:
                Add(message, signer.Sign(unsigned with { RawPath = path + "x" }));
                break;
            case RequestAuth.Presigned:
                message.RequestUri = new Uri(listener, $"{path}?{signer.Presign(unsigned, PresignedFor)}");
                break;
            case RequestAuth.BadPresigned:
                message.RequestUri = new Uri(listener, $"{path}?{signer.Presign(unsigned with { RawPath = path + "x" }, PresignedFor)}");
                break;
            case RequestAuth.HeaderAndQuery:
                message.RequestUri = new Uri(listener, $"{path}?{signer.Presign(unsigned, PresignedFor)}");
                Assert.True(message.Headers.TryAddWithoutValidation(
                    "Authorization", service == "execute-api" ? $"Bearer {client.Token}" : AuthorizationOf(signer.Sign(unsigned))));
                break;
        }
        return message;
    }

    private static SigV4Signer Signer(SessionCredentials keys, string service) =>
        new(new SigningCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken), ExchangeWorld.Region, service, TimeProvider.System);

    private static void Add(HttpRequestMessage message, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        foreach (var (name, value) in headers)
            Assert.True(message.Headers.TryAddWithoutValidation(name, value));
    }

    private static string AuthorizationOf(IReadOnlyList<KeyValuePair<string, string>> headers) => headers.Single(h => h.Key == "Authorization").Value;
}
