using System.Diagnostics;

namespace Bourse.Interop.Tests;

/// <summary>Runs a foreign client as a process of its own.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to stdout.</param>
/// <param name="Errors">What it wrote to stderr.</param>
internal sealed record ToolRun(int ExitCode, string Output, string Errors)
{
    /// <summary>The Python that Debian's packages of Python modules are for, also where another stands before it.</summary>
    public const string DebianPython = "/usr/bin/python3";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // Nothing of the machine's own configuration may reach the AWS tools: no profile, no metadata service, no proxy.
    private static readonly Dictionary<string, string> Isolated = new()
    {
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_PAGER"] = "",
        ["NO_PROXY"] = "*",
        ["no_proxy"] = "*",
    };

    /// <summary>Runs it to its end.</summary>
    public static async Task<ToolRun> RunAsync(
        string command, IEnumerable<string> arguments, string? input = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Isolated.Concat(environment ?? new Dictionary<string, string>()))
            start.Environment[name] = value;
        // A bundle of certificates for the machine's own proxy, which not every client's build can take.
        start.Environment.Remove("AWS_CA_BUNDLE");
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new ToolRun(process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Its output; the test fails with its errors when it did not succeed.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Errors}");
        return Output;
    }
}
