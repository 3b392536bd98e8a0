namespace Bourse.Metastore;

/// <summary>Queries within one snapshot or transaction. Valid only until the work that received it ends; not for use by two threads at once.</summary>
/// <remarks>
/// SQL is plain text with <c>@name</c> parameters taken from the properties of an anonymous object; never build values into it. A row becomes a scalar, or an
/// object whose init or set properties carry the column names in PascalCase (<c>created_at</c> → <c>CreatedAt</c>). Use <see cref="long"/> for integers,
/// and <see cref="MetastoreTime"/> for times.
/// </remarks>
public interface IMetastoreSession
{
    /// <summary>What differs in the SQL of the databases behind this interface.</summary>
    MetastoreDialect Dialect { get; }

    /// <summary>
    /// Whether the tables of <paramref name="set"/> whose names begin with <paramref name="prefix"/>, with their indexes, are as its migrations make them,
    /// and the indexes hold
    /// what the tables do. A trigger, a view or a partial index could hide or change rows from whoever asks, and none of them would change a row.
    /// </summary>
    /// <param name="set">The migrations.</param>
    /// <param name="prefix">Lower-case letters and underscores.</param>
    /// <returns>The name of an object that is missing, foreign or other than it was made, or what is wrong with an index; null when nothing is.</returns>
    /// <exception cref="MetastoreException">It cannot be looked at; the message says what is missing.</exception>
    Task<string?> FindSchemaChangeAsync(MigrationSet set, string prefix);

    /// <summary>All rows of a query, in its order.</summary>
    Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null);

    /// <summary>The only row of a query, or the type's default when there is none.</summary>
    /// <exception cref="InvalidOperationException">The query gave more than one row.</exception>
    Task<T?> QuerySingleOrDefaultAsync<T>(string sql, object? parameters = null);
}
