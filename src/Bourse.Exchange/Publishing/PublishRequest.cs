using Bourse.Access.Resources;

namespace Bourse.Exchange.Publishing;

/// <summary>Asks for the next revision of a product.</summary>
/// <param name="Product">The product.</param>
/// <param name="Comment">What is new, for the clients to read; 1 to 512 characters.</param>
/// <param name="Actor">Who publishes, for the audit log.</param>
public sealed record PublishRequest(ProductName Product, string Comment, string Actor)
{
    /// <summary>The most characters of a comment.</summary>
    public const int CommentCharactersMax = 512;
}
