namespace Bourse.Worker.Confining;

/// <summary>What the kernel says of a process, by name: <c>/proc/PID/status</c>.</summary>
internal static class ProcessStatus
{
    /// <summary>Reads it.</summary>
    /// <exception cref="IOException">The process ended.</exception>
    public static Dictionary<string, string> Read(string path) =>
        File.ReadLines(path).Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim());
}
