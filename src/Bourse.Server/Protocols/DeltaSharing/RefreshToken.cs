using System.Globalization;
using Bourse.Exchange.Reading;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// Names the projection and the version that a query was answered with, so that its links can be had again: <c>uuid.version</c>. It grants nothing: the query is
/// decided as
/// any other.
/// </summary>
internal static class RefreshToken
{
    /// <summary>The token of a version.</summary>
    public static string Of(TableRevision revision) => string.Create(CultureInfo.InvariantCulture, $"{revision.Table.Uuid:N}.{revision.Number}");

    /// <summary>The version that a token names among those of the same projection; null for others.</summary>
    public static TableRevision? Find(string token, IEnumerable<TableRevision> revisions) => revisions.FirstOrDefault(revision => Of(revision) == token);
}
