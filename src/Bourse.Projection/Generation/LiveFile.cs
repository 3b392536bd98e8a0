using Bourse.Projection.Pieces;

namespace Bourse.Projection.Generation;

/// <summary>A projected file of a revision under the name its clients see.</summary>
/// <param name="Name">The name relative to the table's folder.</param>
/// <param name="File">The file.</param>
internal sealed record LiveFile(string Name, ProjectedFile File);
