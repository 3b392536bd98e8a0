using Bourse.DuckDb;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Erasure;

/// <summary>One column that tells whose row it is, with the subject's values of it.</summary>
public sealed record ErasureKey
{
    internal ErasureKey(NestedField column, IcebergType.Primitive type, ValueList<Literal> values) => (Column, Type, Values) = (column, type, values);

    /// <summary>The column, a top-level one of some schema of the table.</summary>
    public NestedField Column { get; }

    /// <summary>Its values, one or more.</summary>
    public ValueList<Literal> Values { get; }

    internal IcebergType.Primitive Type { get; }

    /// <summary>A condition that holds for rows with one of the values and for no other, null included.</summary>
    /// <param name="name">The column's name where the condition stands.</param>
    internal string Matches(string name) => $"coalesce({Sql.Identifier(name)} IN ({string.Join(", ", Values.Select(v => LiteralSql.Write(v, Type)))}), FALSE)";

    /// <summary>Whether a value of the column, such as a partition's, is the subject's.</summary>
    internal bool Has(Literal? value) => value is not null && Values.Contains(value);
}
