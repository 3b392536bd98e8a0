using System.Text.Json;
using Bourse.Events;

namespace Bourse.Exchange.Publishing;

/// <summary>What clients are told of revisions.</summary>
internal static class RevisionEvents
{
    /// <summary>The type of the event that a revision was published.</summary>
    public const string PublishedType = "revision.published";

    /// <summary>The type of the event that an earlier revision's content is served again.</summary>
    public const string RolledBackType = "revision.rolled-back";

    /// <summary>The type of the event that a revision is served no more.</summary>
    public const string RevokedType = "revision.revoked";

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

    /// <summary>Tells one client of a revision with the content of an earlier one.</summary>
    public static BourseEvent RolledBack(Revision revision, ClientRevision client) => Published(revision, client) with
    {
        Type = RolledBackType,
        Data = JsonSerializer.SerializeToElement(new
        {
            productId = revision.Product.Value,
            revisionId = revision.Id,
            revision = revision.Number,
            contentOf = revision.ContentOf,
            timestamp = revision.PublishedAt,
            comment = revision.Comment,
            dataSize = client.Projections.Sum(projection => projection.SizeBytes),
        }),
    };

    /// <summary>Tells one client that a revision is served no more.</summary>
    /// <param name="revoked">The revision.</param>
    /// <param name="reason">Why.</param>
    /// <param name="served">The revision that is served in its place; null when it was not the newest.</param>
    /// <param name="at">Since when.</param>
    /// <param name="client">The client.</param>
    public static BourseEvent Revoked(Revision revoked, string reason, Revision? served, DateTimeOffset at, ClientRevision client) => new()
    {
        Type = RevokedType,
        Subject = revoked.Product.Value,
        Audience = client.Grant.Account.Value,
        Data = JsonSerializer.SerializeToElement(new
        {
            productId = revoked.Product.Value,
            revisionId = revoked.Id,
            revision = revoked.Number,
            reason,
            servedRevision = served?.Number,
            timestamp = at,
        }),
    };
}
