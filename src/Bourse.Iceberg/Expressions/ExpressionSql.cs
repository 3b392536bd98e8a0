using System.Diagnostics;
using Bourse.DuckDb;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>Writes validated conditions as DuckDB SQL. Every part is in parentheses, so the text may stand anywhere.</summary>
internal static class ExpressionSql
{
    public static string Write(Expression expression, Schema schema) => expression switch
    {
        Expression.Always => "TRUE",
        Expression.Never => "FALSE",
        Expression.And e => $"({string.Join(" AND ", e.Operands.Select(o => Write(o, schema)))})",
        Expression.Or e => $"({string.Join(" OR ", e.Operands.Select(o => Write(o, schema)))})",
        Expression.Not e => $"(NOT {Write(e.Operand, schema)})",
        Expression.Compare e => $"({Column(schema, e.FieldId)} {Operator(e.Operator)} {Value(schema, e.FieldId, e.Literal)})",
        Expression.In { Literals.Count: 0 } => "FALSE",
        Expression.In e => $"({Column(schema, e.FieldId)} IN ({string.Join(", ", e.Literals.Select(l => Value(schema, e.FieldId, l)))}))",
        Expression.IsNull e => $"({Column(schema, e.FieldId)} IS NULL)",
        Expression.NotNull e => $"({Column(schema, e.FieldId)} IS NOT NULL)",
        Expression.StartsWith e => $"starts_with({Column(schema, e.FieldId)}, {Sql.Literal(e.Prefix)})",
        _ => throw new UnreachableException(),
    };

    private static string Operator(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "<>",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
        _ => throw new UnreachableException(),
    };

    private static string Column(Schema schema, int fieldId) => Sql.Identifier(schema.FindColumn(fieldId)!.Name);

    private static string Value(Schema schema, int fieldId, Literal literal) => LiteralSql.Write(literal, schema.FindColumn(fieldId)!.Type);
}
