using System.Data.Common;
using Bourse.Metastore.Migrating;
using Npgsql;

namespace Bourse.Metastore.Postgres;

/// <summary>
/// Whether tables are as migrations make them, by the server's catalogue; see <see cref="IMetastoreSession.FindSchemaChangeAsync"/>. What they make is
/// seen in a schema that is rolled
/// back. What indexes hold is looked at by the extension <c>amcheck</c>: without it nothing here can be said, and is not.
/// </summary>
internal sealed class PostgresSchema(PostgresMetastoreOptions options)
{
    private const string NeedsAmcheck =
        "The indexes of the metadata database cannot be looked at: as its superuser, run in it CREATE EXTENSION amcheck; "
        + "GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO the role of this program.";

    // Visible: what an unqualified name finds. Triggers, rules and policies have no place in what is made, so their names are enough.
    private const string Objects =
        """
        WITH t AS (SELECT oid, relname,
                          relkind::text || relpersistence::text || relrowsecurity || relforcerowsecurity || relhassubclass || coalesce(reloptions::text, '') AS how
                     FROM pg_class WHERE relname LIKE @start ESCAPE '\' AND relkind NOT IN ('i', 'I', 'S') AND pg_table_is_visible(oid))
        SELECT 'table' AS type, relname::text AS name, how AS sql FROM t
        UNION ALL
        SELECT 'column', relname || '.' || attname,
               format_type(atttypid, atttypmod) || ' ' || attnotnull || attidentity::text || attgenerated::text || ' ' || attcollation::text || ' '
               || coalesce(pg_get_expr(adbin, adrelid), '')
          FROM t JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        UNION ALL
        SELECT 'constraint', conname::text, pg_get_constraintdef(pg_constraint.oid) || convalidated FROM t JOIN pg_constraint ON conrelid = t.oid
        UNION ALL
        SELECT 'index', i.relname::text, replace(pg_get_indexdef(indexrelid), quote_ident(nspname) || '.', '') || indisvalid || indisready
          FROM t JOIN pg_index ON indrelid = t.oid JOIN pg_class i ON i.oid = indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
        UNION ALL
        SELECT 'trigger', tgname::text, '' FROM t JOIN pg_trigger ON tgrelid = t.oid WHERE NOT tgisinternal
        UNION ALL
        SELECT 'rule', rulename::text, '' FROM t JOIN pg_rewrite ON ev_class = t.oid
        UNION ALL
        SELECT 'policy', polname::text, '' FROM t JOIN pg_policy ON polrelid = t.oid
        """;

    public async Task<string?> FindChangeAsync(PostgresSession session, MigrationSet set, string prefix)
    {
        var start = prefix.Replace("_", @"\_", StringComparison.Ordinal) + "%";
        try
        {
            // Nothing here may disturb the session's transaction, which only reads.
            await using var source = PostgresConnections.Create(options, connectionsMax: 1, isReadOnly: false);
            await using var connection = await source.OpenConnectionAsync();
            var made = await ReadMadeAsync(connection, set, start);
            var found = await session.QueryAsync<SchemaRow>(Objects, new { start });
            if (found.Except(made).Concat(made.Except(found)).FirstOrDefault() is { } changed)
                return changed.Name;
            return await FindIndexFaultAsync(connection, start);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw PostgresErrors.Translate(exception);
        }
    }

    private async Task<IReadOnlyList<SchemaRow>> ReadMadeAsync(NpgsqlConnection connection, MigrationSet set, string start)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        var session = new PostgresSession(connection, options, CancellationToken.None);
        await session.ExecuteAsync("CREATE SCHEMA bourse_as_made; SET LOCAL search_path = bourse_as_made");
        await Migrator.ApplyAsync(session, [set], DateTimeOffset.UnixEpoch);
        var rows = await session.QueryAsync<SchemaRow>(Objects, new { start });
        await transaction.RollbackAsync();
        return rows;
    }

    private async Task<string?> FindIndexFaultAsync(NpgsqlConnection connection, string start)
    {
        var session = new PostgresSession(connection, options, CancellationToken.None);
        if (await session.QuerySingleOrDefaultAsync<long?>("SELECT 1 FROM pg_extension WHERE extname = 'amcheck'") is null)
            throw new MetastoreException(MetastoreErrorKind.NotAccessible, NeedsAmcheck);
        try
        {
            await session.QueryAsync<string>(
                """
                SELECT bt_index_check(indexrelid, true)::text FROM pg_index JOIN pg_class t ON t.oid = indrelid JOIN pg_class i ON i.oid = indexrelid
                 WHERE t.relname LIKE @start ESCAPE '\' AND pg_table_is_visible(t.oid) AND t.relkind = 'r'
                """,
                new { start });
            return null;
        }
        catch (MetastoreException damage) when (damage is { Kind: MetastoreErrorKind.Corrupt, InnerException: PostgresException })
        {
            return ((PostgresException)damage.InnerException).MessageText;
        }
        catch (MetastoreException refused) when (refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege })
        {
            throw new MetastoreException(MetastoreErrorKind.NotAccessible, NeedsAmcheck, refused);
        }
    }

    private sealed record SchemaRow
    {
        public required string Type { get; init; }

        public required string Name { get; init; }

        public required string Sql { get; init; }
    }
}
