using Bourse.Access.Identity;
using Bourse.Access.Resources;

namespace Bourse.Access.Authorization.Masks;

/// <summary>
/// The name of the key of a keyed hash: <c>product/fund-data</c>, or <c>subscriber/fund-data/222222222222</c>. Not the key, which is derived from it and from the
/// installation's secret where projections are built.
/// </summary>
public sealed record HashKey
{
    private const string Product = "product";
    private const string Subscriber = "subscriber";

    private HashKey(string name) => Name = name;

    /// <summary>The name, as rule sets keep it.</summary>
    public string Name { get; }

    /// <summary>One key for all subscribers of a product: they have the same pseudonyms.</summary>
    public static HashKey OfProduct(ProductName product) => new($"{Product}/{product}");

    /// <summary>A key of one subscriber's own.</summary>
    public static HashKey OfSubscriber(ProductName product, AccountId account) => new($"{Subscriber}/{product}/{account}");

    /// <summary>Reads what <see cref="Name"/> gives.</summary>
    /// <exception cref="FormatException">It is no name of a key.</exception>
    public static HashKey Parse(string? name) => name?.Split('/') switch
    {
        [Product, var product] when ProductName.TryParse(product, out var p) => OfProduct(p),
        [Subscriber, var product, var account] when ProductName.TryParse(product, out var p) && AccountId.TryParse(account, out var a) => OfSubscriber(p, a),
        _ => throw new FormatException($"'{name}' is not the name of a hash key."),
    };

    /// <inheritdoc />
    public override string ToString() => Name;
}
