using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Erasure;

/// <summary>One column that tells whose row it is, with the subject's values of it.</summary>
public sealed record ErasureKey
{
    internal ErasureKey(ValueList<string> path, NestedField column, ValueList<Literal> values) =>
        (Path, Column, Type, Values) = (path, column, (IcebergType.Primitive)column.Type, values);

    /// <summary>The column, of some schema of the table: a top-level one, or a field inside structs.</summary>
    public NestedField Column { get; }

    /// <summary>The names that lead to it, the top-level column's first.</summary>
    public ValueList<string> Path { get; }

    /// <summary>Its values, one or more.</summary>
    public ValueList<Literal> Values { get; }

    internal IcebergType.Primitive Type { get; }

    /// <summary>A condition that holds for rows with one of the values and for no other, null included.</summary>
    /// <param name="sql">The column's value where the condition stands.</param>
    internal string Matches(string sql) => $"coalesce({sql} IN ({string.Join(", ", Values.Select(v => LiteralSql.Write(v, Type)))}), FALSE)";

    /// <summary>Whether a value of the column, such as a partition's, is the subject's.</summary>
    internal bool Has(Literal? value) => value is not null && Values.Contains(value);
}
