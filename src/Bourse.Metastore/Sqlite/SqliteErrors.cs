using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Bourse.Metastore.Sqlite;

/// <summary>Turns SQLite's result codes (sqlite.org/rescode.html) into what a caller can act on.</summary>
internal static class SqliteErrors
{
    private const string DiskFull = "The disk that holds the metadata database is full; free some space. Nothing was changed.";

    public static MetastoreException Translate(SqliteException exception)
    {
        var (kind, advice) = exception.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (MetastoreErrorKind.Busy, "Another process is writing to the metadata database; try again."),
            raw.SQLITE_FULL => (MetastoreErrorKind.DiskFull, DiskFull),
            // The file that processes share cannot grow: SQLite reports no other cause this way.
            raw.SQLITE_IOERR when exception.SqliteExtendedErrorCode == raw.SQLITE_IOERR_SHMSIZE => (MetastoreErrorKind.DiskFull, DiskFull),
            raw.SQLITE_CONSTRAINT when IsUniqueness(exception) => (MetastoreErrorKind.UniqueViolation, "The metadata database has this key already."),
            raw.SQLITE_CONSTRAINT => (MetastoreErrorKind.ConstraintViolation, "A rule of the metadata database refuses the change."),
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => (MetastoreErrorKind.Corrupt, "The metadata database is damaged; restore it from a backup."),
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM =>
                (MetastoreErrorKind.NotAccessible, "The metadata database cannot be opened for writing; check its path, owner and mode."),
            raw.SQLITE_IOERR or raw.SQLITE_NOMEM =>
                (MetastoreErrorKind.Unavailable, "Reading or flushing the metadata database failed; check the disk and restart."),
            _ => (MetastoreErrorKind.InvalidStatement, "The metadata database refuses a statement."),
        };
        return new MetastoreException(kind, $"{advice} ({exception.Message})", exception);
    }

    private static bool IsUniqueness(SqliteException exception) =>
        exception.SqliteExtendedErrorCode is raw.SQLITE_CONSTRAINT_UNIQUE or raw.SQLITE_CONSTRAINT_PRIMARYKEY or raw.SQLITE_CONSTRAINT_ROWID;
}
