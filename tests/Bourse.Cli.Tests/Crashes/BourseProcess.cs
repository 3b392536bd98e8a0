using System.Diagnostics;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>The <c>bourse</c> command as a process of its own, as a person starts it.</summary>
internal static class BourseProcess
{
    /// <summary>The exit code of a process that was killed with SIGKILL.</summary>
    public const int Killed = 128 + 9;

    /// <summary>Runs it until it ends, or until it is killed from outside.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="fault">The fault point that kills it, <c>name#n</c>; null for none.</param>
    /// <param name="killAfter">When it is killed with SIGKILL from outside; null for never.</param>
    public static async Task<(int ExitCode, string Output, string Words)> RunAsync(
        IEnumerable<string> arguments, string? fault = null, TimeSpan? killAfter = null)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BOURSE_FAULT"] = fault;
        using var process = Process.Start(start)!;
        var (output, words) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (killAfter is { } delay)
        {
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(delay, TimeProvider.System));
            process.Kill();
        }
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await words);
    }
}
