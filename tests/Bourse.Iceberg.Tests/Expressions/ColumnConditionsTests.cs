using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Tests.Expressions;

public sealed class ColumnConditionsTests
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "fund_id", new IcebergType.String(), true), new(2, "valid_date", new IcebergType.Date(), true), new(3, "nav", new IcebergType.Decimal(18, 6), false),
        new(4, "n", new IcebergType.Int(), false), new(5, "known_at", new IcebergType.TimestampTz(), false),
        new(6, "tags", new IcebergType.List(7, new IcebergType.String(), false), false),
    ]);

    private readonly ColumnConditions _where = new(Columns);

    [Fact]
    public void Names_become_field_ids_and_values_literals_of_the_columns_type()
    {
        Assert.Equal(Expression.IsIn(1, new Literal.Text("A"), new Literal.Text("B")), _where.In("FUND_ID", ["B", "A"]));
        Assert.Equal(new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Date(19782)), _where.Equal("valid_date", "2024-02-29"));
        Assert.Equal(_where.Equal("valid_date", new DateOnly(2024, 2, 29)), _where.Equal("valid_date", "2024-02-29"));
        Assert.Equal(new Expression.Compare(ComparisonOperator.Less, 3, new Literal.Decimal(1_500_000, 6)), _where.Compare("nav", ComparisonOperator.Less, 1.50m));
        Assert.Equal(_where.Equal("nav", "-1.5000000000"), _where.Equal("nav", -1.5m));
        Assert.Equal(
            new Expression.Compare(ComparisonOperator.Equal, 5, new Literal.TimestampTz(1_709_166_600_000_000)), _where.Equal("known_at", "2024-02-29T00:30:00Z"));
        Assert.Equal(_where.Equal("known_at", "2024-02-29T00:30:00Z"), _where.Equal("known_at", "2024-02-29T01:30:00+01:00"));
        Assert.Equal(new Expression.StartsWith(1, "F"), _where.StartsWith("fund_id", "F"));
        Assert.Equal(new Expression.IsNull(4), _where.IsNull("n"));
        Assert.Equal(new Expression.NotNull(4), _where.NotNull("n"));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_column()
    {
        Assert.Equal(
            "There is no column 'fund'; there are fund_id, valid_date, nav, n, known_at, tags.",
            Assert.Throws<ArgumentException>(() => _where.Equal("fund", "x")).Message);
        Assert.Equal(
            "Column 'n' of type int cannot be compared with '3000000000': it is outside the range of int",
            Assert.Throws<ArgumentException>(() => _where.Equal("n", 3_000_000_000)).Message);
        Assert.Equal(
            "Column 'nav' of type decimal(18, 6) cannot be compared with '0.0000001': it has more than 6 digits after the point",
            Assert.Throws<ArgumentException>(() => _where.Equal("nav", "0.0000001")).Message);
        Assert.Equal("Column 'tags' is no single value and cannot be compared.", Assert.Throws<ArgumentException>(() => _where.Equal("tags", "x")).Message);
        foreach (
            var (column, value) in new (string, object)[] { ("valid_date", "29.02.2024"), ("n", "x"), ("n", true), ("known_at", "soon"), ("fund_id", 1), ("nav", "1e5") })
            Assert.StartsWith($"Column '{column}'", Assert.Throws<ArgumentException>(() => _where.Equal(column, value)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _where.StartsWith("n", "1"));
    }
}
