using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bourse.Worker.Confining;

/// <summary>How this process' .NET is started again.</summary>
public static class DotnetHost
{
    /// <summary>Where .NET is installed, absolute.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>The program that runs others: <c>dotnet</c>.</summary>
    public static string Program { get; } = Path.Combine(Root, "dotnet");

    /// <summary>
    /// All that a confined process finds in its environment: no path, no home, no secret; and settings of a runtime that opens no door and keeps to little memory.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        // No debugger's pipe, no diagnostics socket.
        ["DOTNET_EnableDiagnostics"] = "0",
        // Needs shared memory, which is refused.
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_GCHeapHardLimit"] = $"0x{GarbageCollectedBytes:x}",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_NOLOGO"] = "1",
    };

    /// <summary>How a program of .NET is started with that environment, talked to over its three pipes.</summary>
    /// <param name="program">Its .dll, absolute.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Program, ["exec", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>Bytes for objects of the runtime; values of rows are none.</summary>
    internal const long GarbageCollectedBytes = 192L << 20;
}
