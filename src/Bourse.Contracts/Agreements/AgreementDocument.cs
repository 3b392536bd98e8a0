using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Contracts.Agreements;

/// <summary>
/// A signed agreement as the contract system sends it: a Salesforce <c>Contract</c> with custom fields, flat JSON. Multi-select fields are a JSON list or Salesforce's
/// own <c>a;b;c</c>.
/// </summary>
public sealed record AgreementDocument
{
    /// <summary>The agreement's number (<c>ContractNumber</c>).</summary>
    public required AgreementId Number { get; init; }

    /// <summary>The client's account (<c>AWS_Account_ID__c</c>).</summary>
    public required AccountId Account { get; init; }

    /// <summary>The client's name (<c>Client_Name__c</c>), 1 to 120 characters.</summary>
    public required string ClientName { get; init; }

    /// <summary>Who is welcomed (<c>Client_Email__c</c>).</summary>
    public required string ClientEmail { get; init; }

    /// <summary>The products (<c>ADX_Data_Products__c</c>), at least one.</summary>
    public required IReadOnlyList<ProductName> Products { get; init; }

    /// <summary>The funds whose rows are granted (<c>Authorized_Funds__c</c>); empty only when no granted table has a row scope.</summary>
    public required IReadOnlyList<string> FundIds { get; init; }

    /// <summary>
    /// The columns this agreement does not grant (<c>Hidden_Columns__c</c>): <c>column</c> in every table, or <c>table.column</c>, in whatever case.
    /// </summary>
    public required IReadOnlyList<string> HiddenColumns { get; init; }

    /// <summary>
    /// The columns that this agreement shows masked (<c>Masked_Columns__c</c>): <c>account_id:last4; nav.fee:bucket(10)</c>, names as those of
    /// <see cref="HiddenColumns"/>. A column that is hidden stays hidden.
    /// </summary>
    public required IReadOnlyList<MaskedColumn> MaskedColumns { get; init; }

    /// <summary>First instant in force (<c>StartDate</c>, a date in UTC).</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>First instant no longer in force: the end of <c>EndDate</c>, in UTC.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>The names in <see cref="HiddenColumns"/> that hide a column; none when it is visible.</summary>
    /// <remarks>Engines compare names without case, so an agreement's spelling does too: hiding errs on the side of hiding.</remarks>
    public IEnumerable<string> Hiding(TableName table, string column) => HiddenColumns.Where(name => IsName(name, table, column));

    /// <summary>
    /// What masks a column: the entries of <see cref="MaskedColumns"/>, or where there is none for it, the contract's own mask. None when it is shown as it is.
    /// </summary>
    public IEnumerable<MaskedColumn> Masking(ContractTable table, string column)
    {
        ArgumentNullException.ThrowIfNull(table);
        var named = MaskedColumns.Where(masked => IsName(masked.Name, table.Name, column)).ToList();
        var own = table.Columns.FirstOrDefault(declared => declared.Name == column)?.Mask;
        return named.Count > 0 || own is null ? named : [new MaskedColumn($"{table.Name}.{column}", own)];
    }

    private static bool IsName(string name, TableName table, string column) =>
        name.Equals(column, StringComparison.OrdinalIgnoreCase) || name.Equals($"{table}.{column}", StringComparison.OrdinalIgnoreCase);
}
