using Bourse.Projection.Inventory;

namespace Bourse.Exchange.Projections;

/// <summary>What a rule set's projection of a table costs, and what would spare it.</summary>
/// <param name="Use">What it is made of.</param>
/// <param name="Advice">A better layout of its table; null when none would change anything.</param>
public sealed record ProjectionCost(ProjectionUse Use, LayoutAdvice? Advice);
