using System.Text.Json;
using Bourse.Events;

namespace Bourse.Exchange.Publishing;

/// <summary>What clients are told of revisions.</summary>
internal static class RevisionEvents
{
    /// <summary>The type of the event that a revision was published.</summary>
    public const string PublishedType = "revision.published";

    /// <summary>Tells one client of a revision.</summary>
    public static BourseEvent Published(Revision revision, ClientRevision client) => new()
    {
        Type = PublishedType,
        Subject = revision.Product.Value,
        Audience = client.Grant.Account.Value,
        Data = JsonSerializer.SerializeToElement(new
        {
            productId = revision.Product.Value,
            revisionId = revision.Id,
            revision = revision.Number,
            timestamp = revision.PublishedAt,
            // Of the client's own projection: the whole table's size would tell how much is hidden.
            dataSize = client.Projections.Sum(projection => projection.SizeBytes),
        }),
    };
}
