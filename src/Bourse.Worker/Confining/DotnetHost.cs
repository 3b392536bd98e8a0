using System.Runtime.InteropServices;

namespace Bourse.Worker.Confining;

/// <summary>How this process' .NET is started again.</summary>
public static class DotnetHost
{
    /// <summary>Where .NET is installed, absolute.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>The program that runs others: <c>dotnet</c>.</summary>
    public static string Program { get; } = Path.Combine(Root, "dotnet");

    /// <summary>All that a confined process finds in its environment: no path, no home, no secret; and settings of a runtime that opens no door and keeps to little memory.</summary>
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

    /// <summary>Bytes for objects of the runtime; values of rows are none.</summary>
    internal const long GarbageCollectedBytes = 192L << 20;
}
