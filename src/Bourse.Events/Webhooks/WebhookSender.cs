using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using Bourse.Events.Deliveries;
using Bourse.Metastore;

namespace Bourse.Events.Webhooks;

/// <summary>Makes one attempt: checks the address, signs, posts, and reads nothing of the answer but its status.</summary>
internal sealed class WebhookSender : IDisposable
{
    private readonly EventBusIdentity _identity;
    private readonly WebhookAddressPolicy _policy;
    private readonly ISecretProtector _protector;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly HttpMessageInvoker _http;

    public WebhookSender(
        EventBusIdentity identity, WebhookAddressPolicy policy, ISecretProtector protector, TimeProvider clock, TimeSpan timeout, HttpMessageHandler? handler = null)
    {
        _identity = identity;
        _policy = policy;
        _protector = protector;
        _clock = clock;
        _timeout = timeout;
        _http = new HttpMessageInvoker(handler ?? CreateHandler(policy, Dns.GetHostAddressesAsync));
    }

    /// <summary>The handler through which every connection is checked.</summary>
    public static SocketsHttpHandler CreateHandler(WebhookAddressPolicy policy, HostResolver resolve) => new()
    {
        ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, policy, resolve, cancellationToken),
        AllowAutoRedirect = false,
        // A proxy would connect for us, to an address nobody checked.
        UseProxy = false,
        UseCookies = false,
        // Every delivery makes its own connection, and so its own check.
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseHeadersLength = 16,
        MaxResponseDrainSize = 0,
        // Tracing headers are for our own services.
        ActivityHeadersPropagator = null,
    };

    /// <param name="delivery">What is sent.</param>
    /// <param name="mayLeave">Asked once the connection stands, before the event's first byte.</param>
    /// <param name="cancellationToken">Cancels the attempt.</param>
    public async Task<AttemptResult> SendAsync(ClaimedDelivery delivery, Func<CancellationToken, Task<bool>> mayLeave, CancellationToken cancellationToken)
    {
        using var ending = new CancellationTokenSource(_timeout, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
        try
        {
            var address = new Uri(delivery.Address);
            if (_policy.FindMistake(address) is { } mistake)
                return new AttemptResult.Failed($"The address {mistake}.");
            var message = DeliveryMessage.Of(delivery, _identity);
            if (message.Body.Length > DeliveryMessage.BytesMax)
                return new AttemptResult.Unsendable(DeliveryMessage.TooLong);
            using var request = CreateRequest(address, delivery, message, mayLeave);
            using var response = await _http.SendAsync(request, either.Token);
            return Judge(response.StatusCode);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new AttemptResult.Failed(string.Create(CultureInfo.InvariantCulture, $"no answer within {_timeout.TotalSeconds} s"));
        }
        catch (HttpRequestException exception)
        {
            return new AttemptResult.Failed(
                exception.InnerException is WebhookAddressException refused ? refused.Message : $"connection failed: {exception.HttpRequestError}");
        }
        catch (EventWithheldException)
        {
            return new AttemptResult.Withheld();
        }
        catch (CryptographicException)
        {
            return new AttemptResult.Failed("the webhook's secret cannot be decrypted with this exchange's keys; register the webhook anew");
        }
        catch (Exception unexpected) when (unexpected is not (OperationCanceledException or MetastoreException))
        {
            // Of this one delivery: it must not end those of all others.
            return new AttemptResult.Failed($"the message could not be sent: {unexpected.GetType().Name}");
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage CreateRequest(Uri address, ClaimedDelivery delivery, DeliveryMessage message, Func<CancellationToken, Task<bool>> mayLeave)
    {
        var now = _clock.GetUtcNow();
        var secret = WebhookSecret.FromKey(_protector.Unprotect(WebhookRegistry.SecretPurpose, delivery.ProtectedSecret));
        var content = new GuardedContent(message.Body, mayLeave);
        content.Headers.ContentType = new MediaTypeHeaderValue(message.MediaType, "utf-8");
        return new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = content,
            Headers =
            {
                { "User-Agent", "Bourse-Webhooks/1" },
                { WebhookSignature.IdHeader, delivery.EventId },
                { WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
                { WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret, delivery.EventId, now, message.Body) },
            },
        };
    }

    private static AttemptResult Judge(HttpStatusCode status)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)status}");
        return (int)status switch
        {
            >= 200 and <= 299 => new AttemptResult.Accepted(text),
            410 => new AttemptResult.Gone(text),
            >= 300 and <= 399 => new AttemptResult.Failed($"{text}: redirects are not followed"),
            _ => new AttemptResult.Failed(text),
        };
    }

    private static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, WebhookAddressPolicy policy, HostResolver resolve, CancellationToken cancellationToken)
    {
        var addresses = await policy.ResolveAsync(endPoint.Host, resolve, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync([.. addresses], endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
