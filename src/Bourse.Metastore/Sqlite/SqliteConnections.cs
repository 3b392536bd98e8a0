using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bourse.Metastore.Sqlite;

/// <summary>Opens connections with the settings that the metastore's promises rest on.</summary>
internal static class SqliteConnections
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates the file when absent, readable by its owner alone, and refuses one that others can read.</summary>
    public static void EnsureFile(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // Never open an existing file besides SQLite: closing any handle of it drops the process's POSIX locks, and with them other connections' safety.
        if (!File.Exists(path))
            CreateFile(path);
        else if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            throw new MetastoreException(
                MetastoreErrorKind.NotAccessible,
                $"The metadata database {path} may be read by other users of this machine; run: chmod 600 '{path}'");
    }

    public static SqliteConnection OpenWriter(SqliteMetastoreOptions options)
    {
        var connection = Open(options);
        // FULL: a commit is on disk before it is acknowledged. In WAL mode NORMAL would lose the last ones with the machine's power.
        Run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864;");
        if (options.PagesMax > 0)
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {options.PagesMax};"));
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode;";
        return (string?)command.ExecuteScalar() == "wal"
            ? connection
            : throw new MetastoreException(
                MetastoreErrorKind.NotAccessible, $"The file system of {options.Path} does not allow a write-ahead log; put the file on a local disk.");
    }

    public static SqliteConnection OpenReader(SqliteMetastoreOptions options)
    {
        var connection = Open(options);
        Run(connection, "PRAGMA query_only = ON;");
        return connection;
    }

    /// <summary>Runs transaction control and settings. Not through a command: its retry loop would add its own second to the busy timeout.</summary>
    public static void Run(SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    /// <summary>Whether SQLite has no transaction open; some failures end it on their own.</summary>
    public static bool IsOutsideTransaction(SqliteConnection connection) => raw.sqlite3_get_autocommit(connection.Handle) != 0;

    private static SqliteConnection Open(SqliteMetastoreOptions options)
    {
        SqliteNativeLibrary.EnsureLoaded();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = options.Path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = true,
            // SQLite's own busy handler waits in finer steps than the driver's loop, which this cuts short.
            DefaultTimeout = 1,
        }.ToString());
        connection.Open();
        Run(connection, string.Create(
            CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(long)options.BusyTimeout.TotalMilliseconds}; PRAGMA trusted_schema = OFF;"));
        return connection;
    }

    private static void CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        try
        {
            using var created = new FileStream(path, options);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process created it, in the same way.
        }
    }
}
