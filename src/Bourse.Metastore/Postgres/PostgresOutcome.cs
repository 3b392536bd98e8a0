using System.Data.Common;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>What became of a transaction whose commit was sent and whose answer was lost.</summary>
internal static class PostgresOutcome
{
    private const int AsksMax = 50;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether the transaction took effect, from the server's own record of it.</summary>
    /// <exception cref="MetastoreException"><see cref="MetastoreErrorKind.Unavailable"/>: the server could not be asked, or has not decided.</exception>
    public static async Task<bool> IsCommittedAsync(NpgsqlDataSource source, string transaction, Exception lost)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT pg_xact_status($1::xid8)");
            command.Parameters.Add(new NpgsqlParameter { Value = transaction });
            for (var asks = 0; asks < AsksMax; asks++)
            {
                switch (await command.ExecuteScalarAsync() as string)
                {
                    case "committed":
                        return true;
                    case "aborted":
                        return false;
                }
                // Its backend has not noticed that we are gone, or is about to commit.
                await Task.Delay(s_pause);
            }
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            // It is told below.
        }
        throw new MetastoreException(
            MetastoreErrorKind.Unavailable, "The database server was lost while it made a change durable, and cannot be asked: it may have taken effect.", lost);
    }
}
