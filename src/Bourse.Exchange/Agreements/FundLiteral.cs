using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Agreements;

/// <summary>The value that a fund's name stands for in the column of a row scope, which holds text or UUIDs.</summary>
internal static class FundLiteral
{
    /// <summary>The value; null when the column can hold none of that name, so that no row is granted by it.</summary>
    public static Literal? Of(IcebergType column, string fund) => column switch
    {
        IcebergType.String => new Literal.Text(fund),
        IcebergType.Uuid when Guid.TryParseExact(fund, "D", out var id) => new Literal.Uuid(id),
        _ => null,
    };

    /// <summary>The name as the column writes it: a UUID in lower case.</summary>
    public static string? TextOf(IcebergType column, string fund) => Of(column, fund) switch
    {
        Literal.Text text => text.Value,
        Literal.Uuid id => id.Value.ToString("D"),
        _ => null,
    };
}
