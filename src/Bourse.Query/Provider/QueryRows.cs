using Bourse.DuckDb;

namespace Bourse.Query.Provider;

/// <summary>Rows of a query, whole in memory.</summary>
/// <param name="Columns">The columns in order.</param>
/// <param name="Rows">Values as <see cref="DuckDbChunk.GetValue"/> gives them; null for null.</param>
/// <param name="Truncated">There were more rows than were asked for.</param>
public sealed record QueryRows(IReadOnlyList<DuckDbColumn> Columns, IReadOnlyList<IReadOnlyList<object?>> Rows, bool Truncated);
