using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Bourse.Metastore.Sqlite;

/// <summary>
/// Prefers the operating system's SQLite, which receives security updates and is years newer than the packaged one; that one remains for systems without.
/// </summary>
internal static class SqliteNativeLibrary
{
    /// <summary>RETURNING came with 3.35.</summary>
    private static readonly Version s_versionMin = new(3, 35);

    private static readonly Lazy<Version> s_version = new(Load);

    /// <summary>Loads the library once and gives its version.</summary>
    /// <exception cref="MetastoreException">The library is too old.</exception>
    public static Version EnsureLoaded() => s_version.Value;

    private static Version Load()
    {
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, Resolve);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        var version = Version.Parse(raw.sqlite3_libversion().utf8_to_string());
        return version >= s_versionMin
            ? version
            : throw new MetastoreException(
                MetastoreErrorKind.NotAccessible, $"The SQLite library is version {version}; install {s_versionMin} or later.");
    }

    private static IntPtr Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath)
    {
        var systemName = OperatingSystem.IsMacOS() ? "libsqlite3.dylib" : "libsqlite3.so.0";
        // Zero lets the runtime look for the packaged library.
        return libraryName == "e_sqlite3" && !OperatingSystem.IsWindows() && NativeLibrary.TryLoad(systemName, out var handle) ? handle : IntPtr.Zero;
    }
}
