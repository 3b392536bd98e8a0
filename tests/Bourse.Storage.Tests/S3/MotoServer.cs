using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Bourse.Storage.Tests.S3;

/// <summary>moto (its <c>moto_server</c>), an S3 service that others wrote, in a process of its own for the tests of a collection.</summary>
public sealed class MotoServer : IDisposable
{
    private readonly Process? _process;

    public MotoServer()
    {
        if (Program is not { } program)
            return;
        Port = FreePort();
        _process = Process.Start(new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", $"{Port}"]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        WaitUntilItAnswers();
    }

    /// <summary>The path of the program; null when it is not installed.</summary>
    public static string? Program { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "moto_server")).FirstOrDefault(File.Exists);

    /// <summary>Why tests against it are skipped; null when they run. It comes from PyPI alone, so <c>./test</c> does not install it.</summary>
    public static string? SkipReason => Program is null ? "skipped, not installed: moto_server, from PyPI's moto[server]" : null;

    public int Port { get; }

    public void Dispose()
    {
        _process?.Kill(entireProcessTree: true);
        _process?.WaitForExit();
        _process?.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void WaitUntilItAnswers()
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (limit.Elapsed < TimeSpan.FromMinutes(1) && _process is { HasExited: false })
            {
                Task.Delay(100).Wait();
            }
        }
    }
}
