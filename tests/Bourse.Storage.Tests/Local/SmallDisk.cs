using System.Diagnostics;

namespace Bourse.Storage.Tests.Local;

/// <summary>A tmpfs of a few kilobytes, where the process may mount.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    public static SmallDisk? TryMount(string parent, string size)
    {
        var path = Directory.CreateDirectory(System.IO.Path.Combine(parent, "small")).FullName;
        return OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path) == 0 ? new SmallDisk(path) : null;
    }

    public void Dispose() => Run("umount", Path);

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
