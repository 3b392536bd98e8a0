using System.Globalization;

namespace Bourse.Worker.Confining;

/// <summary>The threads of this user on this machine, which is what the kernel's limit of them counts.</summary>
internal static class UserThreads
{
    /// <summary>Counts them.</summary>
    public static ulong Count()
    {
        var own = Uid(Read("/proc/self"));
        return (ulong)Directory.EnumerateDirectories("/proc").Where(each => char.IsAsciiDigit(Path.GetFileName(each)[0])).Select(Read)
            .Where(status => Uid(status) == own)
            .Sum(status => long.TryParse(status.GetValueOrDefault("Threads"), CultureInfo.InvariantCulture, out var threads) ? threads : 0);
    }

    private static string? Uid(Dictionary<string, string> status) => status.GetValueOrDefault("Uid")?.Split('\t')[0];

    /// <summary>What the kernel says of a process; nothing of one that ended.</summary>
    private static Dictionary<string, string> Read(string process)
    {
        try
        {
            return ProcessStatus.Read(Path.Combine(process, "status"));
        }
        catch (IOException)
        {
            return [];
        }
    }
}
