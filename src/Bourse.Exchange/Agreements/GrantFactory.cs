using System.Collections.Immutable;
using Bourse.Access.Authorization;
using Bourse.Access.Authorization.Masks;
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
/// columns but the hidden ones, some of them masked. What it makes is stored and binds by field id, so a later rename uncovers nothing.
/// </summary>
internal sealed class GrantFactory(AgreementDocument agreement)
{
    private readonly HashSet<string> _hiding = new(StringComparer.Ordinal);
    private readonly HashSet<MaskedColumn> _masking = [];
    private readonly List<string> _mistakes = [];

    /// <summary>What cannot be granted; each mistake names its field and what to do.</summary>
    public IEnumerable<string> Mistakes => _mistakes.Distinct(StringComparer.Ordinal);

    /// <summary>Makes the agreement's grant of one product.</summary>
    /// <param name="product">The product.</param>
    /// <param name="revision">The revision whose schemas the rules bind to.</param>
    public Grant Make(Product product, Revision revision)
    {
        var tables = new Dictionary<TableName, RuleSet>();
        foreach (var declared in product.Contract.Tables)
        {
            var asset = revision.Assets.Single(asset => asset.Table == declared.Name.Value);
            var schema = asset.ReadSchema();
            var visible = schema.Fields.Where(field => !IsHidden(declared, field.Name)).ToList();
            if (visible.Count == 0)
            {
                _mistakes.Add($"{AgreementFields.HiddenColumns}: hides every column of {product.Name}.{declared.Name}; leave one, or leave the product out.");
            }
            else
            {
                tables.Add(declared.Name, new RuleSet
                {
                    FieldIds = [.. visible.Select(field => field.Id).Order()],
                    RowFilter = RowFilter(declared, schema),
                    Masks = Masks(product.Name, declared, visible),
                });
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

    /// <summary>Reports the hidden and masked columns that no granted table has: a misspelt one would hide nothing.</summary>
    public void CheckColumns()
    {
        foreach (var name in agreement.HiddenColumns.Where(name => !_hiding.Contains(name)))
        {
            _mistakes.Add($"{AgreementFields.HiddenColumns}: '{name}' is not a column of the granted products; write column or table.column as the contract does.");
        }

        foreach (var masked in agreement.MaskedColumns.Where(masked => !_masking.Contains(masked)))
        {
            _mistakes.Add(
                $"{AgreementFields.MaskedColumns}: '{masked.Name}' is not a column that the agreement shows; write column or table.column as the contract does.");
        }
    }

    private ImmutableSortedDictionary<int, Mask> Masks(ProductName product, ContractTable table, IEnumerable<NestedField> visible)
    {
        var masks = ImmutableSortedDictionary.CreateBuilder<int, Mask>();
        foreach (var field in visible)
        {
            var named = agreement.Masking(table, field.Name).ToList();
            _masking.UnionWith(named);
            if (named.Count > 1)
            {
                _mistakes.Add($"{AgreementFields.MaskedColumns}: '{named[0]}' and '{named[1]}' both mask {table.Name}.{field.Name}; leave one.");
            }
            else if (named is [var only] && Mask(only, product, table, field) is { } mask)
            {
                masks.Add(field.Id, mask);
            }
        }

        return masks.ToImmutable();
    }

    private Mask? Mask(MaskedColumn masked, ProductName product, ContractTable table, NestedField field)
    {
        var source = agreement.MaskedColumns.Contains(masked) ? AgreementFields.MaskedColumns : CustomPropertyNames.Mask;
        var mask = MaskWords.Parse(masked.Rule, product, agreement.Account);
        if (mask is null)
        {
            _mistakes.Add($"{source}: '{masked}' names no mask; write one of {MaskWords.Forms}.");
        }
        else if (MaskTypes.Refuse(field, mask) is { } why)
        {
            _mistakes.Add($"{source}: '{masked}' does not fit {table.Name}.{field.Name}: {why}.");
        }

        return mask;
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
        return Expression.IsIn(field.Id, agreement.FundIds.Select(fund => FundLiteral.Of(field.Type, fund)).OfType<Literal>());
    }
}
