using System.Diagnostics;

namespace Bourse.Iceberg.Tests.Peers;

/// <summary>Runs the scripts beside this file with Node.</summary>
internal static class Node
{
    /// <summary>The folder of npm packages that holds a package, or null.</summary>
    public static string? FindModules(string package)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Bourse.slnx")))
            directory = directory.Parent;
        var modules = directory is null ? null : Path.Combine(directory.FullName, "tests", "Interop", "node_modules");
        return Directory.Exists(Path.Combine(modules ?? "", package)) ? modules : null;
    }

    /// <summary>The lines a script writes, sorted.</summary>
    public static List<string> Run(string script, string package, params string[] arguments)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(AppContext.BaseDirectory, "Peers", script), FindModules(package)!, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.GetAwaiter().GetResult() + output);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }
}
