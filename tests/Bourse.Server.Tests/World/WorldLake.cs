using System.Globalization;
using System.Security.Cryptography;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Scanning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Writing;
using Bourse.Storage;
using Bourse.Storage.Local;

namespace Bourse.Server.Tests.World;

/// <summary>The provider's lakehouse: one table of net asset values, with a secret column and funds of several clients.</summary>
internal sealed class WorldLake : IDisposable
{
    /// <summary>What no client may see, in a column nobody is granted.</summary>
    public const string HiddenColumnMarker = "MARKER-HIDDEN-COLUMN";

    /// <summary>A fund of nobody's.</summary>
    public const string ForbiddenFund = "FUND-NOBODY";

    private static readonly Schema Schema = new(0, [
        new NestedField(1, "fund_id", new IcebergType.String(), Required: true),
        new NestedField(2, "valid_date", new IcebergType.Date(), Required: true),
        new NestedField(3, "known_at", new IcebergType.TimestampTz(), Required: true),
        new NestedField(4, "nav", new IcebergType.Decimal(18, 6), Required: true),
        new NestedField(5, "desk_note", new IcebergType.String(), Required: false),
    ], [1, 2, 3]);

    private readonly RandomNumberGenerator _random;
    private readonly StoreTableFiles _files;
    private IcebergTable? _table;

    public WorldLake(string folder, RandomNumberGenerator random)
    {
        _random = random;
        Store = new LocalObjectStore("lakehouse", Path.Combine(folder, "lakehouse"), random);
        _files = new StoreTableFiles(Store, ObjectKey.Parse("gold/nav_history-1"));
        Engine = DuckDbDatabase.Open(new DuckDbOptions { AllowedDirectories = [folder] });
    }

    public LocalObjectStore Store { get; }

    /// <summary>The provider's engine.</summary>
    public DuckDbDatabase Engine { get; }

    /// <summary>Every fund has one value a month in 2024; revision 2 adds January 2025 and restates one value of HEDGE-1.</summary>
    public Task<(IcebergTable Table, Snapshot Snapshot)> WriteRevisionAsync(int revision) => AppendAsync(revision == 1
            ? """
              SELECT f.fund_id, last_day(CAST(d AS DATE)) AS valid_date, CAST(last_day(CAST(d AS DATE)) + INTERVAL 5 DAY AS TIMESTAMPTZ) AS known_at,
                  CAST(100 + month(d) AS DECIMAL(18, 6)) AS nav, 'MARKER-HIDDEN-COLUMN ' || f.fund_id AS desk_note
              FROM (VALUES ('HEDGE-1'), ('HEDGE-2'), ('PENSION-1'), ('FUND-NOBODY')) AS f(fund_id),
                  generate_series(TIMESTAMP '2024-01-01', TIMESTAMP '2024-12-01', INTERVAL 1 MONTH) AS t(d)
              """
            : """
              SELECT * FROM (VALUES
                  ('HEDGE-1', DATE '2025-01-31', TIMESTAMPTZ '2025-02-05 00:00:00+00', CAST(113 AS DECIMAL(18, 6)), 'MARKER-HIDDEN-COLUMN'),
                  ('PENSION-1', DATE '2025-01-31', TIMESTAMPTZ '2025-02-05 00:00:00+00', CAST(113 AS DECIMAL(18, 6)), 'MARKER-HIDDEN-COLUMN'),
                  ('FUND-NOBODY', DATE '2025-01-31', TIMESTAMPTZ '2025-02-05 00:00:00+00', CAST(113 AS DECIMAL(18, 6)), 'MARKER-HIDDEN-COLUMN'),
                  ('HEDGE-1', DATE '2024-06-30', TIMESTAMPTZ '2025-02-06 00:00:00+00', CAST(106.5 AS DECIMAL(18, 6)), 'MARKER-HIDDEN-COLUMN')
              ) AS t(fund_id, valid_date, known_at, nav, desk_note)
              """);

    /// <summary>Rows of HEDGE-1 alone, whose values do not compress: a file of about 8 bytes a row.</summary>
    public Task<(IcebergTable Table, Snapshot Snapshot)> WriteBulkAsync(int rows) => AppendAsync(string.Create(CultureInfo.InvariantCulture,
        $"""
        SELECT 'HEDGE-1' AS fund_id, DATE '2025-03-31' AS valid_date, TIMESTAMPTZ '2025-04-05 00:00:00+00' AS known_at,
            CAST(hash(i) % 1000000000000 AS DECIMAL(18, 6)) AS nav, 'MARKER-HIDDEN-COLUMN' AS desk_note
        FROM range({rows}) AS t(i)
        """));

    /// <summary>Other rows in place of all there are.</summary>
    /// <param name="rows">A SELECT of the columns, of <c>now</c>, which has the present rows.</param>
    public async Task<(IcebergTable Table, Snapshot Snapshot)> ReplaceAsync(string rows)
    {
        var now = await _table!.Scan().ToSqlAsync(Iceberg.Expressions.Expression.True);
        return await WriteAsync($"WITH now AS ({now}) {rows}", (transaction, written) => transaction.Overwrite(written));
    }

    /// <summary>The same rows under another name of a column. Nothing can be written after it.</summary>
    public async Task<(IcebergTable Table, Snapshot Snapshot)> RenameAsync(string column, string name)
    {
        var commit = await TableTransaction.Begin(_table!, TimeProvider.System, _random).UpdateSchema(columns => columns.Rename(column, name)).PrepareAsync();
        _table = new IcebergTable(commit.Metadata, commit.MetadataLocation, _files);
        return (_table, _table.Metadata.CurrentSnapshot!);
    }

    private Task<(IcebergTable Table, Snapshot Snapshot)> AppendAsync(string rows) => WriteAsync(rows, (transaction, written) => transaction.Append(written));

    private async Task<(IcebergTable Table, Snapshot Snapshot)> WriteAsync(
        string rows, Func<TableTransaction, IReadOnlyList<Iceberg.Manifests.DataFile>, TableTransaction> change)
    {
        using var connection = Engine.Connect();
        var written = await new DataFileWriter(connection, _files, _random).WriteAsync(new DataFileRequest
        {
            Schema = Schema,
            Spec = PartitionSpec.Unpartitioned,
            TableLocation = _files.Location,
            SelectSql = rows,
        });
        var transaction = _table is null
            ? TableTransaction.BeginCreate(
                TableMetadataChanges.Create(Guid.Parse("5d0f6b0e-6f0a-4d4f-9d53-7a3f2a1f0001"), _files.Location, Schema, PartitionSpec.Unpartitioned, 0),
                _files, TimeProvider.System, _random)
            : TableTransaction.Begin(_table, TimeProvider.System, _random);
        var commit = await change(transaction, written).PrepareAsync();
        _table = new IcebergTable(commit.Metadata, commit.MetadataLocation, _files);
        return (_table, _table.Metadata.CurrentSnapshot!);
    }

    public void Dispose()
    {
        Engine.Dispose();
        Store.Dispose();
    }
}
