using System.Diagnostics;
using Bourse.Cli.Tests.Crashes;

namespace Bourse.Cli.Tests.Nodes;

/// <summary><c>bourse serve</c> as a process of its own.</summary>
internal sealed class ServingNode : IDisposable
{
    private readonly Process _process;

    private ServingNode(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Its open listener.</summary>
    public Uri Address { get; }

    /// <summary>Starts a node on a data folder, whose configuration names the address; it serves when this returns.</summary>
    public static async Task<ServingNode> StartAsync(string data, Uri address)
    {
        var command = BourseProcess.CommandLine("serve", "--data", data);
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var words = new List<string>();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            words.Add(line);
            if (!line.StartsWith("Serving ", StringComparison.Ordinal))
                continue;
            _ = process.StandardError.ReadToEndAsync();
            _ = process.StandardOutput.ReadToEndAsync();
            return new ServingNode(process, address);
        }
        throw new InvalidOperationException($"The node did not start: {string.Join('\n', words)}");
    }

    /// <summary>Ends it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
