using System.Diagnostics;

namespace Bourse.Interop.Tests;

/// <summary>A test that needs a foreign client, and says so where it is not installed; <c>./test</c> installs all of them.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ToolFactAttribute : FactAttribute
{
    /// <summary>Needs a client: aws, boto3, chdb, curl, pandas, rclone or s3cmd.</summary>
    public ToolFactAttribute(string tool) => Skip = Requirement.SkipUnless(IsThere(tool), Requirement.Clients, $"not installed: {tool}");

    private static bool IsThere(string tool) => tool switch
    {
        "boto3" => Runs("python3", "-c", "import boto3"),
        "pandas" => Runs(ToolRun.DebianPython, "-c", "import pandas"),
        "chdb" => Directory.Exists(Path.Combine(InteropFolder.Path, "node_modules", "chdb")) && Runs("node", "--version"),
        "rclone" => Runs(tool, "version"),
        _ => Runs(tool, "--version"),
    };

    private static bool Runs(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            process!.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
