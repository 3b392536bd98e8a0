using System.Globalization;
using Bourse.DuckDb.Native;
using Bourse.DuckDb.Native.Handles;

namespace Bourse.DuckDb;

/// <summary>
/// One engine: a database in memory or in a file, its settings, its threads. Thread-safe. Connections stay usable until they are
/// disposed themselves; the engine ends with the last of them.
/// </summary>
public sealed class DuckDbDatabase : IDisposable
{
    // Without a progress bar, though it prints nothing, the engine does not count. These settings are per session, so the lock spares them.
    private const string TrackProgress = "SET enable_progress_bar_print = false; SET enable_progress_bar = true";
    private const string SettingsSpared = "SET GLOBAL allowed_configs = ['enable_progress_bar', 'enable_progress_bar_print']";

    private readonly DatabaseHandle handle;

    private DuckDbDatabase(DatabaseHandle handle) => this.handle = handle;

    /// <summary>The version of the loaded library, such as <c>v1.5.6</c>.</summary>
    public static string LibraryVersion => NativeMethods.LibraryVersion() ?? "";

    /// <summary>Opens an engine. Time zone is UTC; extensions are never fetched or loaded by themselves.</summary>
    /// <exception cref="ArgumentException">Options that cannot be, all named.</exception>
    /// <exception cref="DuckDbException">The file cannot be opened.</exception>
    public static DuckDbDatabase Open(DuckDbOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (NativeMethods.CreateConfig(out var config) != NativeState.Success)
            throw new DuckDbException(DuckDbErrorType.OutOfMemory, "DuckDB cannot make a configuration.");
        using (config)
        {
            foreach (var (name, value) in StartSettings(options))
            {
                if (NativeMethods.SetConfig(config, name, value) != NativeState.Success)
                    throw new DuckDbException(DuckDbErrorType.Settings, $"DuckDB refuses the setting {name} = {value}.");
            }
            if (NativeMethods.OpenExt(options.Path, out var handle, config, out var error) != NativeState.Success)
            {
                handle.Dispose();
                throw DuckDbException.FromMessage(error);
            }
            var database = new DuckDbDatabase(handle);
            try
            {
                database.Restrict(options);
                return database;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
    }

    /// <summary>A new connection, with transactions and temporary objects of its own.</summary>
    /// <exception cref="ObjectDisposedException">The engine is disposed.</exception>
    public DuckDbConnection Connect()
    {
        var state = NativeMethods.Connect(handle, out var native);
        if (state != NativeState.Success)
        {
            native.Dispose();
            throw new DuckDbException(DuckDbErrorType.Connection, "DuckDB cannot make another connection.");
        }
        var connection = new DuckDbConnection(native);
        try
        {
            connection.Execute(TrackProgress);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the engine; open connections keep it alive.</summary>
    public void Dispose() => handle.Dispose();

    private static IEnumerable<(string Name, string Value)> StartSettings(DuckDbOptions options)
    {
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("allow_community_extensions", "false");
        yield return ("preserve_insertion_order", options.PreserveInsertionOrder ? "true" : "false");
        yield return ("custom_user_agent", "bourse");
        if (options.ReadOnly)
            yield return ("access_mode", "READ_ONLY");
        if (options.Threads is { } threads)
            yield return ("threads", threads.ToString(CultureInfo.InvariantCulture));
        if (options.MemoryLimitBytes is { } memory)
            yield return ("memory_limit", Bytes(memory));
        if (options.TempDirectory is { } temporary)
            yield return ("temp_directory", temporary);
    }

    /// <summary>
    /// The engine counts in decimal units and rejects a bare number; "1048576B" is exact.
    /// </summary>
    private static string Bytes(long count) => count.ToString(CultureInfo.InvariantCulture) + "B";

    /// <summary>Order matters: the lists freeze once external access is off, and everything freezes with the lock.</summary>
    private void Restrict(DuckDbOptions options)
    {
        using var connection = Connect();
        connection.Execute("SET GLOBAL TimeZone = 'UTC'");
        connection.Execute("SET GLOBAL Calendar = 'gregorian'");
        // Told at the start, the engine shows this limit and does not keep it.
        if (options.TempDirectorySizeMaxBytes is { } spill)
            connection.Execute($"SET GLOBAL max_temp_directory_size = '{Bytes(spill)}'");
        if (options.AllowedDirectories.Count > 0)
            connection.Execute("SET GLOBAL allowed_directories = " + Sql.StringList(options.AllowedDirectories));
        // The engine looks a path up as it is written in a statement, too, before it takes the escapes out.
        if (options.AllowedPaths.Count > 0)
            connection.Execute(
                "SET GLOBAL allowed_paths = " + Sql.StringList(options.AllowedPaths.Concat(options.AllowedPaths.Select(Sql.Path)).Distinct(StringComparer.Ordinal)));
        if (!options.EnableExternalAccess)
            connection.Execute("SET GLOBAL enable_external_access = false");
        if (options.LockConfiguration)
            connection.Execute(SettingsSpared + "; SET GLOBAL lock_configuration = true");
    }
}
