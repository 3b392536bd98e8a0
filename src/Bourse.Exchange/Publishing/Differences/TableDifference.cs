namespace Bourse.Exchange.Publishing.Differences;

/// <summary>What changed in a table.</summary>
public sealed record TableDifference
{
    /// <summary>The table's name in the product.</summary>
    public required string Table { get; init; }

    /// <summary>Rows before; null where the table did not exist.</summary>
    public long? RowsBefore { get; init; }

    /// <summary>Rows after; null where the table no longer exists.</summary>
    public long? RowsAfter { get; init; }

    /// <summary>The rows that came, went and changed.</summary>
    public RowChanges Rows { get; init; } = RowChanges.None;

    /// <summary>Columns that came, went, or changed their name, type or whether they may be empty, a line each.</summary>
    public IReadOnlyList<string> Schema { get; init; } = [];

    /// <summary>The columns of both whose statistics differ.</summary>
    public IReadOnlyList<ColumnDifference> Columns { get; init; } = [];
}
