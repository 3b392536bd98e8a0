using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>
/// Writes the database anew and empties its write-ahead log, as another process would, on a connection of its own. SQLite overwrites nothing by itself: a deleted
/// row stays in free pages, in gaps of pages that were split, and in the log.
/// </summary>
internal static class SqliteScrub
{
    /// <summary>Runs it; see <see cref="IMetastore.ForgetDeletedAsync"/>.</summary>
    public static async Task<string?> RunAsync(SqliteMetastoreOptions options)
    {
        try
        {
            await using var connection = SqliteConnections.OpenWriter(options);
            using (await new Turnstile(options.Path, options.BusyTimeout, options.Clock).PassAsync())
                SqliteConnections.Run(connection, "VACUUM");
            return EmptyLog(connection) ? null : "the database's write-ahead log, until its last process closes it: it was being read";
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Translate(exception);
        }
    }

    // Waits, as long as a write may, for those who read what is only in the log.
    private static bool EmptyLog(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        using var answer = command.ExecuteReader();
        return answer.Read() && answer.GetInt64(0) == 0;
    }
}
