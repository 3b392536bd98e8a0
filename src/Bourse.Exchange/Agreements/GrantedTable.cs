using System.Globalization;
using Bourse.Access.Resources;

namespace Bourse.Exchange.Agreements;

/// <summary>What an agreement grants of one table, in numbers that a person can hold against the agreement's words.</summary>
public sealed record GrantedTable
{
    /// <summary>The product.</summary>
    public required ProductName Product { get; init; }

    /// <summary>The table's name in the product.</summary>
    public required TableName Table { get; init; }

    /// <summary>The newest revision that the client can read; what is counted is counted at it.</summary>
    public required int Revision { get; init; }

    /// <summary>Rows that the client can read.</summary>
    public required long RowCount { get; init; }

    /// <summary>Rows of the provider's table.</summary>
    public required long RowCountInAll { get; init; }

    /// <summary>The column that rows are granted by with its values, such as <c>fund_id: FND001, FND009</c>; null when every row is granted.</summary>
    public required string? Only { get; init; }

    /// <summary>The columns that the client can read, in the table's order.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>Those of them that are shown masked.</summary>
    public required IReadOnlyList<string> MaskedColumns { get; init; }

    /// <summary>How many columns the provider's table has.</summary>
    public required int ColumnCountInAll { get; init; }

    /// <summary>Such as <c>my-product.nav: 618 of 1,234 rows, 6 of 8 columns</c>.</summary>
    public override string ToString()
    {
        var masked = MaskedColumns.Count == 0 ? "" : $", masked: {string.Join(", ", MaskedColumns)}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Product}.{Table}: {RowCount:N0} of {RowCountInAll:N0} rows, {Columns.Count} of {ColumnCountInAll} columns{masked}");
    }
}
