using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bourse.Bench.Serving;

/// <summary>nginx with one file, in a folder of its own, where it is installed (Debian package nginx).</summary>
internal sealed class NginxPeer : IDisposable
{
    private const int BlockBytes = 1 << 20;
    private readonly DirectoryInfo _folder;
    private readonly Process _process;

    private NginxPeer(DirectoryInfo folder, Process process, Uri file) => (_folder, _process, File) = (folder, process, file);

    /// <summary>The file.</summary>
    public Uri File { get; }

    /// <summary>Serves a file of random bytes; null where nginx is not installed.</summary>
    public static async Task<NginxPeer?> TryStartAsync(long length)
    {
        var folder = Directory.CreateTempSubdirectory("bourse-bench-nginx-");
        var port = FreePort();
        await WriteFileAsync(Path.Combine(folder.FullName, "file"), length);
        var configuration = Path.Combine(folder.FullName, "nginx.conf");
        await System.IO.File.WriteAllTextAsync(configuration, $$"""
            user {{Environment.UserName}};
            daemon off;
            worker_processes 1;
            pid {{folder.FullName}}/pid;
            error_log {{folder.FullName}}/errors;
            events {}
            http {
                access_log off;
                sendfile on;
                tcp_nopush on;
                client_body_temp_path {{folder.FullName}}/body;
                proxy_temp_path {{folder.FullName}}/proxy;
                fastcgi_temp_path {{folder.FullName}}/fastcgi;
                uwsgi_temp_path {{folder.FullName}}/uwsgi;
                scgi_temp_path {{folder.FullName}}/scgi;
                server { listen 127.0.0.1:{{port}}; root {{folder.FullName}}; }
            }
            """);
        try
        {
            var process = Process.Start(new ProcessStartInfo("nginx", ["-p", folder.FullName, "-c", configuration]) { RedirectStandardError = true })!;
            await ConnectableAsync(port);
            return new NginxPeer(folder, process, new Uri($"http://127.0.0.1:{port}/file"));
        }
        catch (Win32Exception)
        {
            folder.Delete(recursive: true);
            return null;
        }
    }

    public void Dispose()
    {
        // The master ends its worker on SIGTERM alone; killed, it would leave it behind.
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            kill.WaitForExit();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task WriteFileAsync(string path, long length)
    {
        await using var file = System.IO.File.Create(path);
        var block = new byte[BlockBytes];
        RandomNumberGenerator.Fill(block);
        for (var left = length; left > 0; left -= Math.Min(left, BlockBytes))
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, BlockBytes)));
        // The exchange's file has been on the disk for long; writing this one back meanwhile would slow nginx down.
        file.Flush(flushToDisk: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ConnectableAsync(int port)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException) when (attempt < 100)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }
}
