using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;
using Bourse.Iceberg.Tests.Support;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly Schema Columns = new(0,
    [
        new(1, "a \"quoted\" id", new IcebergType.Int(), Required: false),
        new(2, "fund", new IcebergType.String(), Required: false),
        new(3, "day", new IcebergType.Date(), Required: false),
        new(4, "nav", new IcebergType.Decimal(18, 6), Required: false),
        new(5, "weight", new IcebergType.Double(), Required: false),
        new(6, "flag", new IcebergType.Boolean(), Required: false),
        new(7, "at", new IcebergType.TimestampTz(), Required: false),
        new(8, "local", new IcebergType.Timestamp(), Required: false),
        new(9, "key", new IcebergType.Uuid(), Required: false),
        new(10, "raw", new IcebergType.Binary(), Required: false),
        new(11, "big", new IcebergType.Long(), Required: false),
        new(12, "small", new IcebergType.Float(), Required: false),
        new(13, "clock", new IcebergType.Time(), Required: false),
    ]);

    [Fact]
    public void Evaluation_here_and_in_the_engine_give_the_same_true_false_or_unknown()
    {
        using var lake = new Lake();
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var rows = Enumerable.Range(0, 12).Select(_ => Columns.Fields.ToDictionary(
                f => f.Id, f => random.Next(4) == 0 ? null : RandomExpressions.Value(random, f.Type))).ToList();
            var values = string.Join(", ", rows.Select(r => $"({string.Join(", ", Columns.Fields.Select(f => ValueSql(r[f.Id], f.Type)))})"));
            var names = string.Join(", ", Columns.Fields.Select(f => DuckDb.Sql.Identifier(f.Name)));
            var conditions = Enumerable.Range(0, 10).Select(_ => RandomExpressions.Condition(random, Columns, 3)).ToList();
            var sql = $"SELECT {string.Join(", ", conditions.Select(c => c.ToSql(Columns)))} FROM (VALUES {values}) v({names})";
            using var result = lake.Connection.Query(sql);
            var answers = result.Rows().ToList();
            for (var row = 0; row < rows.Count; row++)
                Assert.Equal(answers[row].Select(a => (bool?)a), conditions.Select(c => c.Evaluate(id => rows[row][id])));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(60)));
    }

    [Fact]
    public void A_condition_written_as_JSON_reads_back_equal_with_the_same_text() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var condition = RandomExpressions.Condition(new Random(seed), Columns, 4);
            var text = ExpressionJson.ToCanonicalText(condition);
            var read = ExpressionJson.Parse(text);
            return read == condition && read.GetHashCode() == condition.GetHashCode() && ExpressionJson.ToCanonicalText(read) == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_nesting_and_repetition_of_operands_do_not_matter_to_equality_or_text()
    {
        Expression a = new Expression.IsNull(1);
        Expression b = new Expression.StartsWith(2, "FND");
        Expression c = Expression.IsIn(2, new Literal.Text("y"), new Literal.Text("x"), new Literal.Text("y"));
        var one = Expression.AllOf(a, Expression.AllOf(b, c), a, Expression.True);
        var other = Expression.AllOf(Expression.AllOf(c), b, a);
        Assert.Equal(one, other);
        Assert.Equal(
            """{"op":"and","args":[{"op":"in","field":2,"values":[{"string":"x"},{"string":"y"}]},{"op":"is-null","field":1},{"op":"starts-with","field":2,"prefix":"FND"}]}""",
            ExpressionJson.ToCanonicalText(one));
        Assert.NotEqual(one, Expression.AnyOf(a, b, c));
    }

    [Fact]
    public void Neutral_and_absorbing_operands_reduce()
    {
        Assert.Equal(Expression.True, Expression.AllOf());
        Assert.Equal(Expression.False, Expression.AnyOf());
        Assert.Equal(Expression.False, Expression.AllOf(new Expression.IsNull(1), Expression.False));
        Assert.Equal(Expression.True, Expression.AnyOf(new Expression.IsNull(1), Expression.True));
        Assert.Equal(new Expression.IsNull(1), Expression.AllOf(Expression.True, new Expression.IsNull(1)));
    }

    [Fact]
    public void Every_literal_survives_JSON()
    {
        Literal[] literals =
        [
            new Literal.Boolean(true), new Literal.Integer(long.MinValue), new Literal.Real(double.NaN), new Literal.Real(-0.0), new Literal.Real(0.1),
            new Literal.Real(double.NegativeInfinity), new Literal.Decimal(-5, 3), new Literal.Decimal(System.Numerics.BigInteger.Pow(10, 37), 0),
            new Literal.Date(int.MinValue), new Literal.Time(1), new Literal.Timestamp(long.MaxValue), new Literal.TimestampTz(-1),
            new Literal.Text("it's \"🐇\" <b>"), new Literal.Text(""), new Literal.Uuid(new Guid("f79c3e09-677c-4bbd-a479-3f349cb785e7")), new Literal.Bytes([0, 255]),
        ];
        foreach (var literal in literals)
        {
            Expression condition = new Expression.Compare(ComparisonOperator.Equal, 1, literal);
            Assert.Equal(condition, ExpressionJson.Parse(ExpressionJson.ToCanonicalText(condition)));
        }
    }

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("[]", "A condition needs 'op' as string.")]
    [InlineData("""{"op":"like","field":1}""", "A condition has the unknown operator 'like'.")]
    [InlineData("""{"op":"eq","field":1}""", "A condition needs 'value' as object.")]
    [InlineData("""{"op":"eq","field":1.5,"value":{"integer":1}}""", "A condition's 'field' is not a field id.")]
    [InlineData("""{"op":"eq","field":1,"value":{"integer":1,"string":"x"}}""", "A literal is an object with one member that names its type.")]
    [InlineData("""{"op":"eq","field":1,"value":{"integer":"1"}}""", "A literal of type 'integer' has the malformed value \"1\".")]
    [InlineData("""{"op":"eq","field":1,"value":{"sql":"1"}}""", "A literal has the unknown type 'sql'.")]
    [InlineData("""{"op":"in","field":1,"values":[{"integer":1},{"string":"x"}]}""", "The values of an 'in' condition are of different types.")]
    [InlineData("""{"op":"not","arg":[]}""", "A condition needs 'arg' as object.")]
    public void Malformed_JSON_is_refused_with_the_reason(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<IcebergFormatException>(() => ExpressionJson.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_condition_nested_without_end_is_refused()
    {
        var json = string.Concat(Enumerable.Repeat("""{"op":"not","arg":""", 5000)) + """{"op":"true"}""" + new string('}', 5000);
        Assert.Throws<IcebergFormatException>(() => ExpressionJson.Parse(json));
    }

    [Fact]
    public void A_condition_that_does_not_fit_the_columns_is_refused_with_the_column()
    {
        Assert.Equal(
            "The condition names field 99, which is no top-level column of the table.",
            Assert.Throws<ArgumentException>(() => new Expression.IsNull(99).ToSql(Columns)).Message);
        Assert.Equal(
            "Column 'fund' of type string cannot be compared with Integer { Value = 1 }.",
            Assert.Throws<ArgumentException>(() => new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Integer(1)).ToSql(Columns)).Message);
        Assert.Equal(
            "Column 'day' has no prefix: its type is date, not string.",
            Assert.Throws<ArgumentException>(() => new Expression.StartsWith(3, "2024").ToSql(Columns)).Message);
        Assert.Throws<ArgumentException>(() => new Expression.Compare(ComparisonOperator.Equal, 4, new Literal.Decimal(1, 2)).ToSql(Columns));
        Assert.Throws<ArgumentException>(() => new Expression.Compare(ComparisonOperator.Equal, 1, new Literal.Integer(1L << 40)).ToSql(Columns));
    }

    [Fact]
    public void Hostile_text_stays_a_literal()
    {
        using var lake = new Lake();
        const string hostile = "x' OR TRUE --";
        var sql = new Expression.Compare(ComparisonOperator.Equal, 2, new Literal.Text(hostile)).ToSql(Columns);
        Assert.Equal(["false"], lake.Text($"SELECT {sql} FROM (SELECT 'y' AS fund)"));
        Assert.Throws<ArgumentException>(() => new Literal.Text("\uD800"));
        Assert.Throws<ArgumentException>(() => new Expression.StartsWith(2, "\0").ToSql(Columns));
    }

    [Fact]
    public void A_rename_changes_nothing()
    {
        var filter = new Expression.StartsWith(2, "F");
        var renamed = new Schema(1, [new(2, "product", new IcebergType.String(), Required: false)]);
        Assert.Equal("starts_with(\"product\", 'F')", filter.ToSql(renamed));
        Assert.Equal([2], filter.FieldIds());
    }

    private static string ValueSql(Literal? value, IcebergType type) => $"CAST({(value is null ? "NULL" : LiteralSql.Write(value, type))} AS {EngineTypes.ToSql(type)})";
}
