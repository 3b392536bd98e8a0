using System.Reflection;
using System.Runtime.InteropServices;

namespace Bourse.DuckDb.Native;

/// <summary>
/// DuckDB's C API (duckdb.h, 1.5). One partial file per area of that header. Nothing here decides or checks: callers do.
/// </summary>
internal static partial class NativeMethods
{
    private const string Library = "duckdb";

    static NativeMethods() => NativeLibrary.SetDllImportResolver(typeof(NativeMethods).Assembly, Resolve);

    [LibraryImport(Library, EntryPoint = "duckdb_free")]
    public static unsafe partial void Free(void* pointer);

    /// <summary>Only the application's own folder is looked at: a library path from the environment must not replace the engine.</summary>
    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        if (libraryName != Library)
            return 0;
        var file = OperatingSystem.IsWindows() ? "duckdb.dll" : OperatingSystem.IsMacOS() ? "libduckdb.dylib" : "libduckdb.so";
        var path = Path.Combine(AppContext.BaseDirectory, file);
        if (!File.Exists(path))
        {
            throw new DllNotFoundException(
                $"DuckDB's native library {file} is not in the application folder ({AppContext.BaseDirectory}). " +
                $"Build again with npm on the path; it comes from the package @duckdb/node-bindings-<os>-{RuntimeInformation.ProcessArchitecture}.");
        }
        return NativeLibrary.Load(path);
    }
}
