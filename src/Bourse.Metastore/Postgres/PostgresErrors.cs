using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>Turns PostgreSQL's SQLSTATEs (its manual, appendix A) and failures of the network into what a caller can act on.</summary>
internal static class PostgresErrors
{
    private const string IdleInTransactionSessionTimeout = "25P03";

    public static MetastoreException Translate(Exception exception)
    {
        // A file of a secret that may not be used is found out while a connection is opened.
        if ((exception as MetastoreException ?? exception.GetBaseException() as MetastoreException) is { } known)
            return known;
        if (exception is not PostgresException failure)
            return Unreachable(exception);
        var (kind, advice) = failure.SqlState switch
        {
            PostgresErrorCodes.UniqueViolation => (MetastoreErrorKind.UniqueViolation, "The metadata database has this key already."),
            PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.QueryCanceled =>
                (MetastoreErrorKind.Busy, "Another node is writing to the metadata database; try again."),
            PostgresErrorCodes.DiskFull => (MetastoreErrorKind.DiskFull, "The disk that holds the metadata database is full; free some space. Nothing was changed."),
            PostgresErrorCodes.ReadOnlySqlTransaction =>
                (MetastoreErrorKind.NotAccessible, "The metadata database cannot be written: this was a read, or the server is a standby; connect to the primary."),
            PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege =>
                (MetastoreErrorKind.NotAccessible, "The metadata database cannot be used; check its name, and that the role owns it."),
            PostgresErrorCodes.TooManyConnections or IdleInTransactionSessionTimeout =>
                (MetastoreErrorKind.Unreachable, "The database server ended or refused the connection; nothing was changed, try again."),
            PostgresErrorCodes.IoError => (MetastoreErrorKind.Unavailable, "The database server failed to read or flush; check its disk."),
            PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
                (MetastoreErrorKind.Corrupt, "The metadata database is damaged; restore it from a backup."),
            _ => OfClass(failure.SqlState),
        };
        return new MetastoreException(kind, $"{advice} ({failure.SqlState}: {failure.MessageText})", exception);
    }

    /// <summary>The connection ended, or there was none; the transaction that was open is undone.</summary>
    private static MetastoreException Unreachable(Exception exception) => new(
        MetastoreErrorKind.Unreachable,
        $"The database server cannot be reached; nothing was changed, try again. ({exception.GetBaseException().Message})", exception);

    private static (MetastoreErrorKind Kind, string Advice) OfClass(string state) => state[..2] switch
    {
        // 22: text with a zero character, for one, which the database cannot hold.
        "22" or "23" => (MetastoreErrorKind.ConstraintViolation, "A rule of the metadata database refuses the change."),
        "28" => (MetastoreErrorKind.NotAccessible, "The database server refuses the role; check user, passwordFile or certificate, and the server's pg_hba.conf."),
        "08" or "53" or "57" => (MetastoreErrorKind.Unreachable, "The database server ended or refused the connection; nothing was changed, try again."),
        _ => (MetastoreErrorKind.InvalidStatement, "The metadata database refuses a statement."),
    };
}
