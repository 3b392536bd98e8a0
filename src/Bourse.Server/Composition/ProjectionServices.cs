using Bourse.Projection;
using Bourse.Projection.Changes;
using Bourse.Projection.Collecting;
using Bourse.Projection.Inventory;

namespace Bourse.Server.Composition;

/// <summary>What makes projections, what serves them and what counts them.</summary>
/// <param name="Builder">Makes them.</param>
/// <param name="Store">Serves them.</param>
/// <param name="Inventory">Counts what they are made of.</param>
/// <param name="Collector">Removes what none of them names.</param>
/// <param name="Changes">Keeps what changed between their revisions.</param>
public sealed record ProjectionServices(
    ProjectionBuilder Builder, ProjectionStore Store, ProjectionInventory Inventory, ProjectionCollector Collector, ChangeFileStore Changes);
