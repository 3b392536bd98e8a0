using System.Diagnostics;
using System.Globalization;

namespace Bourse.Cli.Tests.Nodes;

/// <summary>HAProxy in front of two nodes, which asks each whether it is ready.</summary>
internal sealed class LoadBalancer : IDisposable
{
    private const string Program = "/usr/sbin/haproxy";
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="configuration">The file that its configuration is written to.</param>
    /// <param name="port">Where clients come to, on 127.0.0.1.</param>
    /// <param name="nodes">The nodes' open listeners.</param>
    public LoadBalancer(string configuration, int port, params IEnumerable<Uri> nodes)
    {
        // docs/many-nodes.md has these lines.
        var servers = nodes.Select((node, number) => $"    server node{number} {node.Authority} check");
        File.WriteAllText(configuration, string.Create(CultureInfo.InvariantCulture, $"""
            defaults
                mode http
                timeout connect 1s
                timeout client 30s
                timeout server 30s
                timeout check 2s
                option redispatch
                retries 2
            frontend open
                bind 127.0.0.1:{port}
                default_backend nodes
            backend nodes
                balance roundrobin
                option forwardfor
                option httpchk GET /readyz
                http-check expect status 200
                default-server inter 200ms fall 2 rise 1
            {string.Join('\n', servers)}

            """));
        _process = Process.Start(new ProcessStartInfo(Program, ["-q", "-db", "-f", configuration]))!;
    }

    /// <summary>Why tests that need it are skipped; null when they run.</summary>
    public static string? SkipReason { get; } =
        Requirement.SkipUnless(File.Exists(Program), Requirement.Clients, "HAProxy is not installed: apt-get install haproxy");

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}
