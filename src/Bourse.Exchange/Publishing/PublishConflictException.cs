using Bourse.Access.Resources;

namespace Bourse.Exchange.Publishing;

/// <summary>Agreements or tables kept changing while a revision was prepared. Nothing was published; publish again.</summary>
public sealed class PublishConflictException(ProductName product)
    : Exception($"{product} kept changing meanwhile, in its revisions, agreements or tables. Nothing was done; run it again.");
