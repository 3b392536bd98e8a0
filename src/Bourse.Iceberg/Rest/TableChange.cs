using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Writing;

namespace Bourse.Iceberg.Rest;

/// <summary>A wish to change one table (Iceberg REST OpenAPI, CommitTableRequest).</summary>
/// <param name="Namespace">The table's namespace, as it was sent.</param>
/// <param name="Name">The table's name, as it was sent.</param>
/// <param name="Requirements">What must hold of the version that is changed.</param>
/// <param name="Updates">The changes in order.</param>
public sealed record TableChange(string Namespace, string Name, IReadOnlyList<TableRequirement> Requirements, IReadOnlyList<TableUpdate> Updates)
{
    /// <summary>The version after the changes.</summary>
    /// <exception cref="ArgumentException">A change does not fit the version.</exception>
    /// <exception cref="IcebergFormatException">The result is no valid metadata.</exception>
    public TableMetadata Apply(TableMetadata metadata, long nowMs) =>
        Updates.Aggregate(new TableUpdate.State(metadata, nowMs), (state, update) => update.Apply(state)).Checked();
}
