using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Contracts;
using Bourse.Contracts.Agreements;
using Bourse.Exchange.Products;
using Bourse.Exchange.Publishing;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Schemas;

namespace Bourse.Exchange.Agreements;

/// <summary>
/// Turns an agreement's words into rule sets: on a table whose contract names a row scope, the rows of the authorised funds; on every table, all
/// columns but the hidden ones. What it makes is stored and binds by field id, so a later rename uncovers nothing.
/// </summary>
internal sealed class GrantFactory(AgreementDocument agreement)
{
    private readonly HashSet<string> _hiding = new(StringComparer.Ordinal);
    private readonly List<string> _mistakes = [];

    /// <summary>What cannot be granted; each mistake names its field and what to do.</summary>
    public IReadOnlyList<string> Mistakes => _mistakes;

    /// <summary>Makes the agreement's grant of one product.</summary>
    /// <param name="product">The product.</param>
    /// <param name="revision">The revision whose schemas the rules bind to.</param>
    public Grant Make(Product product, Revision revision)
    {
        var tables = new Dictionary<TableName, RuleSet>();
        foreach (var declared in product.Contract.Tables)
        {
            var asset = revision.Assets.Single(asset => asset.Table == declared.Name.Value);
            var schema = SchemaJson.Parse(Encoding.UTF8.GetBytes(asset.SchemaJson));
            var visible = schema.Fields.Where(field => !IsHidden(declared, field.Name)).Select(field => field.Id).ToList();
            if (visible.Count == 0)
            {
                _mistakes.Add($"{AgreementFields.HiddenColumns}: hides every column of {product.Name}.{declared.Name}; leave one, or leave the product out.");
            }
            else
            {
                tables.Add(declared.Name, new RuleSet { FieldIds = [.. visible.Order()], RowFilter = RowFilter(declared, schema) });
            }
        }

        return new Grant
        {
            Agreement = agreement.Number,
            Account = agreement.Account,
            Product = product.Name,
            State = AgreementState.Active,
            StartsAt = agreement.StartsAt,
            EndsAt = agreement.EndsAt,
            Tables = tables,
        };
    }

    /// <summary>Reports the hidden columns that no granted table has: a misspelt one would hide nothing.</summary>
    public void CheckHiddenColumns()
    {
        foreach (var name in agreement.HiddenColumns.Where(name => !_hiding.Contains(name)))
        {
            _mistakes.Add($"{AgreementFields.HiddenColumns}: '{name}' is not a column of the granted products; write column or table.column as the contract does.");
        }
    }

    private bool IsHidden(ContractTable table, string column)
    {
        var names = agreement.Hiding(table.Name, column).ToList();
        _hiding.UnionWith(names);
        return names.Count > 0;
    }

    private Expression RowFilter(ContractTable declared, Schema schema)
    {
        if (declared.RowScope is not { } column)
        {
            return Expression.True;
        }

        if (agreement.FundIds.Count == 0)
        {
            _mistakes.Add($"{AgreementFields.Funds}: is empty, and {declared.Name} is granted by {column}; name the funds, or leave the product out.");
        }

        var field = schema.Fields.Single(field => field.Name == column);
        return Expression.IsIn(field.Id, agreement.FundIds.Select(fund => new Literal.Text(fund)));
    }
}
