using Bourse.Access.Authorization;
using Bourse.Access.Resources;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Scanning;

namespace Bourse.Projection;

/// <summary>Asks for what one agreement may see of one table at one revision.</summary>
public sealed record ProjectionRequest
{
    /// <summary>The agreement.</summary>
    public required AgreementId Agreement { get; init; }

    /// <summary>The product; also the bucket of the projection's locations.</summary>
    public required ProductName Product { get; init; }

    /// <summary>The table's name in the product.</summary>
    public required TableName Table { get; init; }

    /// <summary>The columns and rows the agreement allows. Its field ids are those of <see cref="Source"/>.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>The product's revision, from 1. A chain of revisions only grows.</summary>
    public required int Revision { get; init; }

    /// <summary>When the revision was published: the only time that the projection shows.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>The provider's table.</summary>
    public required IcebergTable Source { get; init; }

    /// <summary>The snapshot of <see cref="Source"/> that the revision pins. It has no delete files.</summary>
    public required Snapshot Pinned { get; init; }
}
