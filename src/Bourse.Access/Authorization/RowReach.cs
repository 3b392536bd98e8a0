using System.Globalization;
using Bourse.Iceberg.Expressions;

namespace Bourse.Access.Authorization;

/// <summary>
/// Whether a row filter can admit any row in which a field has a given value. It errs on the side of yes: it is there so that the record
/// of a look-up that can
/// find nothing says so, not to filter, which the projection has done.
/// </summary>
internal static class RowReach
{
    public static bool CanAdmit(Expression filter, int fieldId, string value) => filter switch
    {
        Expression.Never => false,
        Expression.And e => e.Operands.All(operand => CanAdmit(operand, fieldId, value)),
        Expression.Or e => e.Operands.Any(operand => CanAdmit(operand, fieldId, value)),
        Expression.In e when e.FieldId == fieldId => e.Literals.Any(literal => CanBe(literal, value)),
        Expression.Compare { Operator: ComparisonOperator.Equal } e when e.FieldId == fieldId => CanBe(e.Literal, value),
        Expression.StartsWith e when e.FieldId == fieldId => value.StartsWith(e.Prefix, StringComparison.Ordinal),
        _ => true,
    };

    private static bool CanBe(Literal literal, string value) => literal switch
    {
        Literal.Text text => text.Value == value,
        Literal.Integer integer =>
            long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number == integer.Value,
        _ => true,
    };
}
