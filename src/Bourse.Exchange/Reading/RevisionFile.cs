using Bourse.Iceberg.Manifests;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>A data file of a revision.</summary>
/// <param name="Described">What the projection's manifests say of it.</param>
/// <param name="Object">The object that holds it.</param>
public sealed record RevisionFile(DataFile Described, ProjectedObject Object);
