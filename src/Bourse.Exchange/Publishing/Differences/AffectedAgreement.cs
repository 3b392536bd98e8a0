namespace Bourse.Exchange.Publishing.Differences;

/// <summary>What an agreement's client sees of the changes in one table.</summary>
/// <param name="Agreement">The agreement.</param>
/// <param name="Account">The client's account.</param>
/// <param name="Table">The table's name in the product.</param>
/// <param name="Rows">The changes among the rows, and in the columns, that it is granted.</param>
public sealed record AffectedAgreement(string Agreement, string Account, string Table, RowChanges Rows);
