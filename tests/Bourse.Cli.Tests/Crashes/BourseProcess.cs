using System.Diagnostics;

namespace Bourse.Cli.Tests.Crashes;

/// <summary>The <c>bourse</c> command as a process of its own, as a person starts it.</summary>
internal static class BourseProcess
{
    /// <summary>The exit code of a process that was killed with SIGKILL.</summary>
    public const int Killed = 128 + 9;

    /// <summary>The program and its arguments that start <c>bourse</c>.</summary>
    public static string[] CommandLine(params IEnumerable<string> arguments) => ["dotnet", "exec", typeof(CommandLine).Assembly.Location, .. arguments];

    /// <summary>Runs it until it ends, or until it is killed from outside.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="fault">The fault point that kills it, <c>name#n</c>; null for none.</param>
    /// <param name="killAfter">When it is killed with SIGKILL from outside; null for never.</param>
    public static Task<(int ExitCode, string Output, string Words)> RunAsync(
        IEnumerable<string> arguments, string? fault = null, TimeSpan? killAfter = null)
    {
        var command = CommandLine(arguments);
        return StartAsync(command[0], command[1..], new Dictionary<string, string?> { ["BOURSE_FAULT"] = fault }, killAfter);
    }

    /// <summary>Runs any program until it ends, or until it is killed from outside.</summary>
    public static async Task<(int ExitCode, string Output, string Words)> StartAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? killAfter = null,
        string? input = null, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, words) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        if (killAfter is { } delay)
        {
            await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(delay, TimeProvider.System));
            process.Kill();
        }
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await words);
    }
}
