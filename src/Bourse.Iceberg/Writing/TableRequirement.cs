using Bourse.Iceberg.Metadata;

namespace Bourse.Iceberg.Writing;

/// <summary>What must hold of the table for a commit to be taken. Closed. The catalogue checks it in the transaction that moves the pointer.</summary>
public abstract record TableRequirement
{
    private TableRequirement() { }

    /// <summary>The table does not exist yet.</summary>
    public sealed record NotExists : TableRequirement;

    /// <summary>The table is still the same.</summary>
    public sealed record TableUuid(Guid Uuid) : TableRequirement;

    /// <summary>A branch or tag names the given snapshot; null when it must not exist.</summary>
    public sealed record RefSnapshot(string Name, long? SnapshotId) : TableRequirement;

    /// <summary>The current schema is still the same.</summary>
    public sealed record CurrentSchema(int SchemaId) : TableRequirement;

    /// <summary>No field id was given since.</summary>
    public sealed record LastAssignedFieldId(int FieldId) : TableRequirement;

    /// <summary>The spec of new files is still the same.</summary>
    public sealed record DefaultSpec(int SpecId) : TableRequirement;

    /// <summary>No id of a partition field was given since.</summary>
    public sealed record LastAssignedPartitionId(int FieldId) : TableRequirement;

    /// <summary>The sort order of new files is still the same.</summary>
    public sealed record DefaultSortOrder(int OrderId) : TableRequirement;

    /// <summary>Says what does not hold, or null when it holds.</summary>
    /// <param name="current">The table as it is; null when there is none.</param>
    public string? Problem(TableMetadata? current) => this switch
    {
        NotExists => current is null ? null : "Requirement failed: table already exists",
        TableUuid r => current?.TableUuid == r.Uuid ? null : $"Requirement failed: UUID does not match: expected {current?.TableUuid} != {r.Uuid}",
        RefSnapshot r => current?.Refs.GetValueOrDefault(r.Name)?.SnapshotId == r.SnapshotId
            ? null
            : $"Requirement failed: branch or tag {r.Name} has changed: expected id {r.SnapshotId} != {current?.Refs.GetValueOrDefault(r.Name)?.SnapshotId}",
        CurrentSchema r => Same("current schema changed: expected id", r.SchemaId, current?.CurrentSchemaId),
        LastAssignedFieldId r => Same("last assigned field id changed: expected id", r.FieldId, current?.LastColumnId),
        DefaultSpec r => Same("default partition spec changed: expected id", r.SpecId, current?.DefaultSpecId),
        LastAssignedPartitionId r => Same("last assigned partition id changed: expected id", r.FieldId, current?.LastPartitionId),
        DefaultSortOrder r => Same("default sort order changed: expected id", r.OrderId, current?.DefaultSortOrderId),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string? Same(string what, int expected, int? actual) => actual == expected ? null : $"Requirement failed: {what} {expected} != {actual}";
}
