using Bourse.Cli.Output;

namespace Bourse.Cli.Demo.Processes;

/// <summary>A sample program's packages from npm.</summary>
internal static class NpmPackage
{
    /// <summary>Installs what the lock file names, unless it is there.</summary>
    public static async Task EnsureAsync(string folder, string message, Terminal terminal, CancellationToken cancellation)
    {
        if (File.Exists(Path.Combine(folder, "node_modules", ".package-lock.json")))
            return;
        terminal.Say(message);
        var (exitCode, _, errors) = await ChildProcess.RunAsync(
            OperatingSystem.IsWindows() ? "npm.cmd"
                : "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], folder, new Dictionary<string, string>(), cancellation);
        if (exitCode != 0)
            throw new CommandFailedException($"npm ci failed in {folder}: {errors} The demo can do with the AWS command line alone: "
                + "bourse demo --client aws");
    }
}
