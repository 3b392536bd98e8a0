using Bourse.Iceberg.Schemas;

namespace Bourse.Query.Sessions;

/// <summary>A table as a session sees it: a schema, and local Parquet files read by field id.</summary>
/// <param name="Namespace">The namespace of its view.</param>
/// <param name="Name">The name of its view.</param>
/// <param name="Schema">Columns to show; a file that lacks one gives nulls.</param>
/// <param name="Files">Absolute paths; none for an empty table.</param>
public sealed record SessionTable(string Namespace, string Name, Schema Schema, IReadOnlyList<string> Files);
