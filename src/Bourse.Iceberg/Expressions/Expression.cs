using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Expressions;

/// <summary>
/// A condition on the rows of a table. Closed. Terms are ids of top-level fields, so a rename changes nothing. Conjunctions, disjunctions and sets
/// are normalised when made (flattened, sorted, without duplicates), so two conditions that differ in order only are equal and have one digest.
/// Null follows SQL: a comparison with null is unknown.
/// </summary>
public abstract record Expression
{
    private Expression() { }

    /// <summary>Holds for every row.</summary>
    public static Expression True { get; } = new Always();

    /// <summary>Holds for no row.</summary>
    public static Expression False { get; } = new Never();

    /// <summary>Holds for every row.</summary>
    public sealed record Always : Expression;

    /// <summary>Holds for no row.</summary>
    public sealed record Never : Expression;

    /// <summary>Holds when all operands hold.</summary>
    public sealed record And : Expression
    {
        internal And(ValueList<Expression> operands) => Operands = operands;

        /// <summary>At least two, none itself an <see cref="And"/>, ascending by canonical text.</summary>
        public ValueList<Expression> Operands { get; }
    }

    /// <summary>Holds when an operand holds.</summary>
    public sealed record Or : Expression
    {
        internal Or(ValueList<Expression> operands) => Operands = operands;

        /// <summary>At least two, none itself an <see cref="Or"/>, ascending by canonical text.</summary>
        public ValueList<Expression> Operands { get; }
    }

    /// <summary>Holds when the operand is false; unknown stays unknown.</summary>
    public sealed record Not(Expression Operand) : Expression;

    /// <summary>Compares a column with a literal.</summary>
    public sealed record Compare(ComparisonOperator Operator, int FieldId, Literal Literal) : Expression;

    /// <summary>Holds when the column equals one of the literals. Holds for no row when there are none.</summary>
    public sealed record In : Expression
    {
        internal In(int fieldId, ValueList<Literal> literals) => (FieldId, Literals) = (fieldId, literals);

        /// <summary>The column.</summary>
        public int FieldId { get; }

        /// <summary>Distinct and ascending.</summary>
        public ValueList<Literal> Literals { get; }
    }

    /// <summary>Holds when the column is null; never unknown.</summary>
    public sealed record IsNull(int FieldId) : Expression;

    /// <summary>Holds when the column is not null; never unknown.</summary>
    public sealed record NotNull(int FieldId) : Expression;

    /// <summary>Holds when the text of the column begins with the prefix, case and all.</summary>
    public sealed record StartsWith : Expression
    {
        /// <summary>Takes a well-formed prefix.</summary>
        /// <exception cref="ArgumentException">The prefix has an unpaired surrogate.</exception>
        public StartsWith(int fieldId, string prefix) => (FieldId, Prefix) = (fieldId, new Literal.Text(prefix).Value);

        /// <summary>The column.</summary>
        public int FieldId { get; }

        /// <summary>The prefix.</summary>
        public string Prefix { get; }
    }

    /// <summary>All of the conditions; none of them gives <see cref="True"/>.</summary>
    public static Expression AllOf(params IEnumerable<Expression> conditions) =>
        ExpressionOperands.Normalize(conditions, e => (e as And)?.Operands, neutral: True, absorbing: False, many => new And(many));

    /// <summary>Any of the conditions; none of them gives <see cref="False"/>.</summary>
    public static Expression AnyOf(params IEnumerable<Expression> conditions) =>
        ExpressionOperands.Normalize(conditions, e => (e as Or)?.Operands, neutral: False, absorbing: True, many => new Or(many));

    /// <summary>One of the literals, which are all of one case.</summary>
    public static Expression IsIn(int fieldId, params IEnumerable<Literal> literals)
    {
        var sorted = literals.Distinct().ToArray();
        Array.Sort(sorted, Literal.Compare);
        return new In(fieldId, [.. sorted]);
    }

    /// <summary>The ids of the columns it mentions, ascending.</summary>
    public IReadOnlyList<int> FieldIds()
    {
        var ids = new SortedSet<int>();
        ExpressionOperands.CollectFieldIds(this, ids);
        return [.. ids];
    }

    /// <summary>The condition for a row: true, false, or null for unknown. A row filter admits a row only for true.</summary>
    /// <param name="valueOf">The row's value for a field id; null for null.</param>
    /// <exception cref="ArgumentException">A value and a literal are of different cases.</exception>
    public bool? Evaluate(Func<int, Literal?> valueOf) => ExpressionEvaluator.Evaluate(this, valueOf);

    /// <summary>Says whether every column exists as a top-level field of a type that fits its literals.</summary>
    /// <exception cref="ArgumentException">It does not; the text names the column and the rule.</exception>
    public void Validate(Schema schema) => ExpressionBinding.Validate(this, schema);

    /// <summary>The condition as SQL for DuckDB, columns by their present names.</summary>
    /// <exception cref="ArgumentException">The condition does not fit the schema, as for <see cref="Validate"/>.</exception>
    public string ToSql(Schema schema)
    {
        Validate(schema);
        return ExpressionSql.Write(this, schema);
    }
}
