using System.Diagnostics;

namespace Bourse.Storage.Tests.Local;

/// <summary>Runs <see cref="CrashWriter"/> in a process of its own.</summary>
internal static class KilledWriter
{
    /// <summary>Runs it until it is killed at a fault point, and gives the keys it acknowledged before.</summary>
    public static List<string> Run(string fault, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CrashWriter).Assembly.Location, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["BOURSE_FAULT"] = fault;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(137, process.ExitCode);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
