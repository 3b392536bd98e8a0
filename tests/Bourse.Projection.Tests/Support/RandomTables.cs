using System.Globalization;
using Bourse.Access.Authorization;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;

namespace Bourse.Projection.Tests.Support;

/// <summary>Random partitions, rows and rules over one schema.</summary>
internal sealed class RandomTables(System.Random random)
{
    public static readonly Schema Columns = new(0,
    [
        new(1, "id", new IcebergType.Int(), Required: true),
        new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false),
        new(4, "nav", new IcebergType.Decimal(18, 6), Required: false),
        new(5, "weight", new IcebergType.Double(), Required: false),
    ]);

    private static readonly PartitionSpec[] Specs =
    [
        PartitionSpec.Unpartitioned,
        new(0, [new(2, 1000, "fund", new Transform.Identity()), new(3, 1001, "day_month", new Transform.Month())]),
        new(0, [new(1, 1000, "id_bucket", new Transform.Bucket(3)), new(4, 1001, "nav_trunc", new Transform.Truncate(50))]),
        new(0, [new(3, 1000, "day_year", new Transform.Year())]),
        new(0, [new(2, 1000, "fund", new Transform.Identity())]),
    ];

    public PartitionSpec Spec() => Specs[random.Next(Specs.Length)];

    public RuleSet Rules()
    {
        var columns = Columns.Fields.Select(f => f.Id).Where(_ => random.Next(3) > 0).ToArray();
        var rows = random.Next(4) switch
        {
            0 => Expression.True,
            1 => Expression.IsIn(2, new Literal.Text("FND001"), new Literal.Text("FND002")),
            _ => RandomExpressions.Condition(random, Columns, 2),
        };
        return ProjectionWorld.Rules(rows, columns.Length > 0 ? columns : [1 + random.Next(5)]);
    }

    public string Select(int rowsMax)
    {
        var rows = Enumerable.Range(0, random.Next(rowsMax)).Select(_ => Row()).ToList();
        return "SELECT CAST(c0 AS INTEGER) AS id, CAST(c1 AS VARCHAR) AS fund, CAST(c2 AS DATE) AS day, CAST(c3 AS DECIMAL(18, 6)) AS nav, CAST(c4 AS DOUBLE) AS "
            + "weight FROM "
            + (rows.Count == 0 ? "(VALUES (0, '', NULL, 0, 0)) v(c0, c1, c2, c3, c4) WHERE FALSE" : $"(VALUES {string.Join(", ", rows)}) v(c0, c1, c2, c3, c4)");
    }

    private string Row()
    {
        var row = new RowValues(random);
        return string.Create(CultureInfo.InvariantCulture, $"({row.Id}, {row.Fund}, {row.Day}, {row.Nav}, {row.Weight})");
    }
}
