using System.Diagnostics;
using Bourse.Cli.Tests.Crashes;

namespace Bourse.Cli.Tests.Demo;

/// <summary>Runs <c>bourse</c> where nothing but this machine can be reached, so that what it needs from a registry shows.</summary>
internal static class IsolatedNetwork
{
    /// <summary>Whether a network namespace can be made here.</summary>
    public static bool IsPermitted { get; } = OperatingSystem.IsLinux() && Succeeds("unshare", "-n", "ip", "link", "set", "lo", "up");

    /// <summary>Runs the command without a network; with it where no namespace can be made.</summary>
    public static Task<(int ExitCode, string Output, string Words)> RunAsync(params string[] arguments)
    {
        var command = BourseProcess.CommandLine(arguments);
        return IsPermitted
            ? BourseProcess.StartAsync("unshare", ["-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh", .. command])
            : BourseProcess.StartAsync(command[0], command[1..]);
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
