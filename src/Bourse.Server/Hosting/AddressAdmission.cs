using System.Net;
using System.Threading.RateLimiting;
using Bourse.Access.Identity;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Hosting;

/// <summary>
/// Bounds what one address, and all together, may have in flight before anything is authenticated. A request waits in a short queue, then
/// is refused with <c>Retry-After</c>. It is not a quota of an account.
/// </summary>
internal sealed class AddressAdmission : IAsyncDisposable
{
    private const int PerAddressInFlightMax = 128;
    private const int PerAddressQueueMax = 256;
    private const int TotalInFlightMax = 2048;
    private const int TotalQueueMax = 1024;

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
            RateLimitPartition.GetConcurrencyLimiter(ClientNetwork.Of(address), _ => Concurrency(PerAddressInFlightMax, PerAddressQueueMax))),
        PartitionedRateLimiter.Create<IPAddress, int>(_ =>
            RateLimitPartition.GetConcurrencyLimiter(0, _ => Concurrency(TotalInFlightMax, TotalQueueMax))));

    public async Task InvokeAsync(HttpContext context, RequestDelegate next, IErrorShape shape)
    {
        using var lease = await _limiter.AcquireAsync(context.Connection.RemoteIpAddress ?? IPAddress.None, 1, context.RequestAborted);
        if (!lease.IsAcquired)
        {
            await shape.WriteAsync(context, HostFault.Overloaded);
            return;
        }
        await next(context);
    }

    public ValueTask DisposeAsync() => _limiter.DisposeAsync();

    private static ConcurrencyLimiterOptions Concurrency(int permits, int queue) =>
        new() { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
}
