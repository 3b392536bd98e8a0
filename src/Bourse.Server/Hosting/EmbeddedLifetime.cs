using Microsoft.Extensions.Hosting;

namespace Bourse.Server.Hosting;

/// <summary>Leaves signals to the process that embeds the host; the default would stop one listener behind its back on Ctrl-C.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
