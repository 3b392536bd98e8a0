using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.DuckDb;
using Bourse.Exchange.Reading;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;
using Bourse.Projection;

namespace Bourse.Exchange.Tests.Support;

/// <summary>What client CTR-1 is served of the table, read from served bytes alone.</summary>
internal static class ClientHistory
{
    public static async Task<ProjectedTable> TableAsync(ExchangeWorld world)
    {
        await world.Projections.RefreshAsync();
        return world.Projections.Find(AgreementId.Parse("CTR-1"), ExchangeWorld.Product, TableName.Parse("nav"))!;
    }

    /// <summary>The rows of a snapshot, each as text, sorted; the current one without an id.</summary>
    public static async Task<string> RowsAsync(ExchangeWorld world, ProjectedTable table, long? snapshotId = null)
    {
        var metadata = TableMetadataJson.Parse(table.MetadataJson);
        var iceberg = new IcebergTable(metadata, table.MetadataLocation, new ProjectedTableFiles(world.Projections, table));
        var snapshot = metadata.FindSnapshot(snapshotId ?? table.CurrentSnapshotId);
        using var engine = DuckDbDatabase.Open(new DuckDbOptions { EnableExternalAccess = true, Threads = 1 });
        using var connection = engine.Connect();
        using var held = iceberg.Files.HoldLocalFiles();
        using var result = connection.Query($"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({await iceberg.Scan(snapshot).ToSqlAsync(Expression.True)})");
        return string.Join(" ", result.Rows().Select(row => string.Join("=", row)).Order(StringComparer.Ordinal));
    }
}
