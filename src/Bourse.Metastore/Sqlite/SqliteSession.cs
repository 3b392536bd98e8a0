using System.Data.Common;
using System.Globalization;
using Bourse.Metastore.Writing;
using Microsoft.Data.Sqlite;

namespace Bourse.Metastore.Sqlite;

/// <summary>A work over SQLite. Its statements run to their end: there is nobody to wait for.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : WorkSession(connection, MetastoreDialect.Sqlite, CancellationToken.None)
{
    // Only here: overwriting whatever is deleted would cost every writer.
    public override async Task<int> ExecuteOverwritingAsync(string sql, object? parameters = null)
    {
        var before = await QuerySingleOrDefaultAsync<long>("PRAGMA secure_delete");
        await ExecuteAsync("PRAGMA secure_delete = ON");
        var changed = await ExecuteAsync(sql, parameters);
        await ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"PRAGMA secure_delete = {before}"));
        return changed;
    }

    public override Task<string?> FindSchemaChangeAsync(MigrationSet set, string prefix) => SqliteSchema.FindChangeAsync(this, set, prefix);

    protected override MetastoreException Translate(DbException exception) => SqliteErrors.Translate((SqliteException)exception);
}
