using Bourse.Access.Authorization;
using Bourse.Projection;

namespace Bourse.Exchange.Publishing;

/// <summary>A revision as one client will see it.</summary>
/// <param name="Grant">What the client is granted.</param>
/// <param name="Projections">Its tables, prepared.</param>
internal sealed record ClientRevision(Grant Grant, IReadOnlyList<PreparedProjection> Projections);
