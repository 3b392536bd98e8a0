using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Projection.Tests.Support;

/// <summary>The columns most tests use: three that clients see, one that only the filter sees, two that nobody else sees.</summary>
internal static class Funds
{
    public const int Fund = 1;
    public const int Day = 2;
    public const int Nav = 3;
    public const int Region = 4;
    public const int Manager = 5;
    public const int Fee = 6;

    public static readonly Schema Schema = new(0,
    [
        new NestedField(Fund, "fund_id", new IcebergType.String(), false, "The fund"),
        new NestedField(Day, "valid_date", new IcebergType.Date(), false),
        new NestedField(Nav, "nav", new IcebergType.Double(), false),
        new NestedField(Region, "region", new IcebergType.String(), false, "DOC-MARKER-region"),
        new NestedField(Manager, "manager_marker_column", new IcebergType.String(), false, "DOC-MARKER-manager"),
        new NestedField(Fee, "fee", new IcebergType.Long(), false),
    ]);

    public static readonly int[] Visible = [Fund, Day, Nav];

    public static Expression InFunds(params string[] funds) => Expression.IsIn(Fund, funds.Select(f => new Literal.Text(f)));

    public static Expression InRegion(string region) => new Expression.Compare(ComparisonOperator.Equal, Region, new Literal.Text(region));

    public static PartitionSpec ByFund { get; } = new(0, [new PartitionField(Fund, 1000, "source_name_marker", new Transform.Identity())]);

    public static PartitionSpec ByMonth { get; } = new(0, [new PartitionField(Day, 1000, "source_name_marker", new Transform.Month())]);

    public static PartitionSpec ByRegion { get; } = new(0, [new PartitionField(Region, 1000, "region", new Transform.Identity())]);

    /// <summary>Rows of funds F1 to F4 on consecutive days, alternating between regions.</summary>
    public static string Rows(int from, int count, string manager = "'M' || i", string fee = "i") =>
        $"""
        SELECT 'F' || (1 + i % 4) AS fund_id, DATE '2026-01-01' + CAST(i // 4 AS INTEGER) AS valid_date, CAST(100 + i / 8 AS DOUBLE) AS nav,
               CASE WHEN i % 3 = 0 THEN 'EU' ELSE 'US' END AS region, {manager} AS manager_marker_column, CAST({fee} AS BIGINT) AS fee
        FROM range({from}, {from + count}) t(i)
        """;
}
