using Bourse.Access;
using Bourse.Catalog;
using Bourse.Events;
using Bourse.Exchange;
using Bourse.Projection;

namespace Bourse.Metastore.Tests.Migrating;

/// <summary>The migrations of the whole program make the same tables in every database.</summary>
public sealed class EveryModuleTests
{
    private static readonly MigrationSet[] s_sets =
        [EventsTables.Migrations, AccessTables.Migrations, CatalogTables.Migrations, ProjectionMigrations.Set, ExchangeTables.Migrations];

    [PostgresFact]
    public async Task Tables_columns_and_types_are_the_same_in_both_databases()
    {
        var sqlite = await ColumnsAsync(Database.Sqlite, """
            SELECT t.name || '.' || c.name || ' ' || CASE c.type WHEN 'INTEGER' THEN 'bigint' WHEN 'TEXT' THEN 'text' WHEN 'BLOB' THEN 'bytea' ELSE lower(c.type) END
                   || CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN ' not null' ELSE '' END
              FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name <> 'items'
            """);
        var postgres = await ColumnsAsync(Database.Postgres, """
            SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END
              FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'items'
            """);

        Assert.NotEmpty(sqlite);
        Assert.Equal(sqlite.Order(StringComparer.Ordinal), postgres.Order(StringComparer.Ordinal));
    }

    [PostgresFact]
    public async Task Text_is_compared_and_ordered_by_its_bytes_whatever_the_locale_of_the_database()
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(Database.Postgres);
        await temporary.Metastore.MigrateAsync(s_sets);

        Assert.Empty(await temporary.Metastore.ReadAsync(session => session.QueryAsync<string>(
            """
            SELECT table_name || '.' || column_name FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name <> 'items' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
            """)));
    }

    private static async Task<IReadOnlyList<string>> ColumnsAsync(Database database, string sql)
    {
        await using var temporary = await TemporaryMetastore.CreateAsync(database);
        await temporary.Metastore.MigrateAsync(s_sets);
        await temporary.Metastore.MigrateAsync(s_sets);
        return await temporary.Metastore.ReadAsync(session => session.QueryAsync<string>(sql));
    }
}
