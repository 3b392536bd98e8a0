using Bourse.Projection;

namespace Bourse.Server.Composition;

/// <summary>What makes projections and what serves them.</summary>
/// <param name="Builder">Makes them.</param>
/// <param name="Store">Serves them.</param>
public sealed record ProjectionServices(ProjectionBuilder Builder, ProjectionStore Store);
