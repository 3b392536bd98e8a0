using Bourse.Cli.Tests.Crashes;

namespace Bourse.Cli.Tests.Demo;

/// <summary>Runs <c>bourse</c> where nothing but this machine can be reached, so that what it needs from a registry shows.</summary>
internal static class IsolatedNetwork
{
    /// <summary>Whether a network namespace can be made here.</summary>
    public static async Task<bool> IsPermittedAsync() =>
        OperatingSystem.IsLinux() && (await BourseProcess.StartAsync("sh", ["-c", "unshare -n ip link set lo up"])).ExitCode == 0;

    /// <summary>Runs the command; with the network as it is where no namespace can be made.</summary>
    public static async Task<(int ExitCode, string Output, string Words)> RunAsync(params string[] arguments)
    {
        var command = BourseProcess.CommandLine(arguments);
        return await IsPermittedAsync()
            ? await BourseProcess.StartAsync("unshare", ["-n", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh", .. command])
            : await BourseProcess.StartAsync(command[0], command[1..]);
    }
}
