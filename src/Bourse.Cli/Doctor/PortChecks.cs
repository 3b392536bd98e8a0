using System.Net;
using System.Net.Sockets;
using Bourse.Server.Composition;
using Bourse.Server.Hosting;

namespace Bourse.Cli.Doctor;

/// <summary>Whether the listeners' ports are free, or taken by an exchange that runs.</summary>
internal static class PortChecks
{
    private static readonly TimeSpan s_answerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Both listeners.</summary>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(DataFolder folder, CancellationToken cancellation)
    {
        var open = Port("open listener", folder, options => options.Open, ServerOptions.OpenPortDefault);
        var aws = Port("AWS listener", folder, options => options.Aws, ServerOptions.AwsPortDefault);
        // The two go together: where the one is an exchange, the other is its.
        var runs = open.Taken is { } endpoint && await IsExchangeAsync(endpoint, cancellation);
        return [Told(open, runs), Told(aws, runs)];
    }

    private static CheckResult Told((CheckResult Result, IPEndPoint? Taken) port, bool runs) => port.Taken is { } endpoint && runs
        ? new(port.Result.Name, CheckState.Pass, $"{endpoint} is taken by an exchange that runs")
        : port.Result;

    private static (CheckResult Result, IPEndPoint? Taken) Port(string name, DataFolder folder, Func<ServerOptions, ListenerOptions> listener, int fallback)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, fallback);
        try
        {
            if (File.Exists(folder.OptionsFile))
                endpoint = listener(BourseOptionsFile.Read(folder).Server).Endpoint;
            using var probe = new TcpListener(endpoint) { ExclusiveAddressUse = true };
            probe.Start();
            return (new(name, CheckState.Pass, $"{endpoint} is free"), null);
        }
        catch (BourseOptionsException)
        {
            return (new(name, CheckState.Warn, "not looked at", "Correct the configuration first."), null);
        }
        catch (SocketException)
        {
            return (new(name, CheckState.Warn, $"{endpoint} is taken", "Give the listener another address in bourse.json, or end what has it."), endpoint);
        }
    }

    private static async Task<bool> IsExchangeAsync(IPEndPoint endpoint, CancellationToken cancellation)
    {
        var host = IPAddress.Any.Equals(endpoint.Address) || IPAddress.IPv6Any.Equals(endpoint.Address) ? IPAddress.Loopback : endpoint.Address;
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { Timeout = s_answerTimeout };
        try
        {
            using var answer = await http.GetAsync(new Uri($"http://{new IPEndPoint(host, endpoint.Port)}/healthz"), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
