using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Rest;

/// <summary>One change of a table, as clients of a REST catalogue send it (Iceberg REST OpenAPI, TableUpdate). Closed.</summary>
public abstract record TableUpdate
{
    private const int LastAdded = -1;

    private TableUpdate() { }

    /// <summary>Confirms the table's UUID.</summary>
    public sealed record AssignUuid(Guid Uuid) : TableUpdate;

    /// <summary>Confirms the format's version; another one is refused.</summary>
    public sealed record UpgradeFormatVersion(int Version) : TableUpdate;

    /// <summary>Adds a schema; an equal one already there is used again.</summary>
    public sealed record AddSchema(Schema Schema) : TableUpdate;

    /// <summary>Makes a schema current; -1 for the one added last.</summary>
    public sealed record SetCurrentSchema(int Id) : TableUpdate;

    /// <summary>Adds a partition spec; an equal one already there is used again.</summary>
    public sealed record AddSpec(ValueList<PartitionField> Fields) : TableUpdate;

    /// <summary>Makes a partition spec the one of new files; -1 for the one added last.</summary>
    public sealed record SetDefaultSpec(int Id) : TableUpdate;

    /// <summary>Adds a sort order; an equal one already there is used again.</summary>
    public sealed record AddSortOrder(ValueList<SortField> Fields) : TableUpdate;

    /// <summary>Makes a sort order the one of new files; -1 for the one added last.</summary>
    public sealed record SetDefaultSortOrder(int Id) : TableUpdate;

    /// <summary>Adds a snapshot, which no branch names yet.</summary>
    public sealed record AddSnapshot(Snapshot Snapshot) : TableUpdate;

    /// <summary>Makes or moves a branch or tag.</summary>
    public sealed record SetRef(string Name, SnapshotRef Reference) : TableUpdate;

    /// <summary>Removes snapshots, and the branches and tags that name them.</summary>
    public sealed record RemoveSnapshots(IReadOnlyList<long> Ids) : TableUpdate;

    /// <summary>Removes a branch or tag; one that is not there is no mistake.</summary>
    public sealed record RemoveRef(string Name) : TableUpdate;

    /// <summary>Confirms the table's folder; the catalogue refuses another.</summary>
    public sealed record SetLocation(string Location) : TableUpdate;

    /// <summary>Sets settings; the others stay.</summary>
    public sealed record SetProperties(TextDictionary Set) : TableUpdate;

    /// <summary>Removes settings.</summary>
    public sealed record RemoveProperties(IReadOnlyList<string> Names) : TableUpdate;

    /// <summary>The version after the change.</summary>
    internal State Apply(State state) => this switch
    {
        AssignUuid c => c.Uuid == state.Metadata.TableUuid ? state : throw new ArgumentException("Cannot reassign uuid"),
        UpgradeFormatVersion c => c.Version == state.Metadata.FormatVersion
            ? state
            : throw new ArgumentException($"Cannot change the format version of a v{state.Metadata.FormatVersion} table to v{c.Version}"),
        AddSchema c => Add(state, c.Schema),
        SetCurrentSchema c => state with { Metadata = state.Metadata with { CurrentSchemaId = Chosen(c.Id, state.Schema, "schema") } },
        AddSpec c => Add(state, c.Fields),
        SetDefaultSpec c => state with { Metadata = state.Metadata with { DefaultSpecId = Chosen(c.Id, state.Spec, "partition spec") } },
        AddSortOrder c => Add(state, c.Fields),
        SetDefaultSortOrder c => state with { Metadata = state.Metadata with { DefaultSortOrderId = Chosen(c.Id, state.SortOrder, "sort order") } },
        AddSnapshot c => state with { Metadata = Add(state.Metadata, c.Snapshot) },
        SetRef c => state with { Metadata = state.Metadata.WithRef(c.Name, c.Reference, state.NowMs) },
        RemoveSnapshots c => state with { Metadata = Remove(state.Metadata, c.Ids) },
        RemoveRef c => state with { Metadata = Remove(state.Metadata, c.Name) },
        SetLocation c => state with { Metadata = state.Metadata with { Location = c.Location.TrimEnd('/') } },
        SetProperties c => state with { Metadata = state.Metadata.WithUpdatedProperties(c.Set, [.. c.Set.Select(p => p.Key)], state.NowMs) },
        RemoveProperties c => state with { Metadata = state.Metadata.WithUpdatedProperties(TextDictionary.Empty, [.. c.Names], state.NowMs) },
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static int Chosen(int asked, int? added, string what) =>
        asked != LastAdded ? asked : added ?? throw new ArgumentException($"Cannot set last added {what}: no {what} has been added");

    private static State Add(State state, Schema schema)
    {
        var metadata = state.Metadata;
        var known = metadata.Schemas.FirstOrDefault(s => s.WithId(schema.Id).Equals(schema));
        var added = known ?? schema.WithId(metadata.Schemas.Max(s => s.Id) + 1);
        return state with
        {
            Schema = added.Id,
            Metadata = metadata with
            {
                Schemas = known is null ? metadata.Schemas.Add(added) : metadata.Schemas,
                LastColumnId = Math.Max(metadata.LastColumnId, schema.HighestFieldId),
            },
        };
    }

    private static State Add(State state, ValueList<PartitionField> fields)
    {
        var metadata = state.Metadata;
        var known = metadata.PartitionSpecs.FirstOrDefault(s => s.Fields.Equals(fields));
        var added = known ?? new PartitionSpec(metadata.PartitionSpecs.Max(s => s.Id) + 1, fields);
        PartitionTypes.Of(added, metadata.CurrentSchema);
        return state with
        {
            Spec = added.Id,
            Metadata = metadata with
            {
                PartitionSpecs = known is null ? metadata.PartitionSpecs.Add(added) : metadata.PartitionSpecs,
                LastPartitionId = Math.Max(metadata.LastPartitionId, added.HighestFieldId),
            },
        };
    }

    // Adding is becoming the default, and then not: one place knows which orders are allowed.
    private static State Add(State state, ValueList<SortField> fields)
    {
        var with = state.Metadata.WithSortOrder(fields, state.NowMs);
        return state with { SortOrder = with.DefaultSortOrderId, Metadata = with with { DefaultSortOrderId = state.Metadata.DefaultSortOrderId } };
    }

    private static TableMetadata Add(TableMetadata metadata, Snapshot snapshot) => snapshot.SequenceNumber > metadata.LastSequenceNumber
        ? metadata with
        {
            Snapshots = metadata.Snapshots.Add(snapshot),
            LastSequenceNumber = snapshot.SequenceNumber,
            LastUpdatedMs = Math.Max(metadata.LastUpdatedMs, snapshot.TimestampMs),
        }
        : throw new ArgumentException(
            $"Cannot add snapshot with sequence number {snapshot.SequenceNumber} older than last sequence number {metadata.LastSequenceNumber}");

    private static TableMetadata Remove(TableMetadata metadata, IReadOnlyList<long> ids)
    {
        var named = metadata.Refs.Where(entry => ids.Contains(entry.Value.SnapshotId)).Select(entry => entry.Key);
        var without = named.Aggregate(metadata, Remove);
        return without with
        {
            Snapshots = [.. without.Snapshots.Where(snapshot => !ids.Contains(snapshot.Id))],
            SnapshotLog = [.. without.SnapshotLog.Where(entry => !ids.Contains(entry.SnapshotId))],
        };
    }

    private static TableMetadata Remove(TableMetadata metadata, string name) => metadata with
    {
        Refs = metadata.Refs.Remove(name),
        CurrentSnapshotId = name == SnapshotRef.Main ? null : metadata.CurrentSnapshotId,
    };

    /// <summary>A version under change, with what -1 means.</summary>
    internal sealed record State(TableMetadata Metadata, long NowMs, int? Schema = null, int? Spec = null, int? SortOrder = null)
    {
        public TableMetadata Checked()
        {
            var next = Metadata with { LastUpdatedMs = Math.Max(Metadata.LastUpdatedMs, NowMs) };
            TableMetadataRules.Check(next);
            PartitionTypes.Of(next.DefaultSpec, next.CurrentSchema);
            return next;
        }
    }
}
