using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;
using Bourse.Query.Provider;

namespace Bourse.Cli.Publishing;

/// <summary>Finds a column that may say which rows are whose: text, never null, of few values. Its owner knows better; it is only suggested.</summary>
internal static class RowScopeSuggestion
{
    // What an agreement can name and a person can read.
    private const long ValuesMax = 100;

    /// <summary>The first column whose few values each have several rows; else the first of few values; null for none.</summary>
    public static async Task<string?> FindAsync(ProviderSql sql, TableIdentifier table, Schema schema, CancellationToken cancellation)
    {
        var names = schema.Fields.Where(field => field.Type is IcebergType.String).Select(field => field.Name).ToList();
        if (names.Count == 0)
            return null;
        var measures = names.Select(name => $"count({Sql.Identifier(name)}), approx_count_distinct({Sql.Identifier(name)})").Prepend("count(*)");
        var counted = await sql.RunAsync(
            $"SELECT {string.Join(", ", measures)} FROM {Sql.Identifier(table.Namespace, table.Name)}", rowsMax: 1, cancellation);
        var row = counted.Rows[0].Select(count => (long)count!).ToList();
        var few = names.Select((name, i) => (Name: name, Filled: row[(2 * i) + 1], Values: row[(2 * i) + 2]))
            .Where(column => column.Filled == row[0] && column.Values is > 0 and <= ValuesMax)
            .ToList();
        return few.Where(column => column.Values is > 1 && column.Values * 2 <= row[0]).Concat(few).Select(column => column.Name).FirstOrDefault();
    }
}
