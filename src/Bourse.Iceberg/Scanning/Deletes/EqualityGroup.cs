using Bourse.Iceberg.Manifests;

namespace Bourse.Iceberg.Scanning.Deletes;

/// <summary>Equality-delete files that compare the same fields.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="Files">The files.</param>
internal sealed record EqualityGroup(IReadOnlyList<EqualityField> Fields, IReadOnlyList<DataFile> Files);
