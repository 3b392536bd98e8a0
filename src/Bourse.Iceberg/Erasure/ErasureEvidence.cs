namespace Bourse.Iceberg.Erasure;

/// <summary>What decoding a table's whole folder gave.</summary>
/// <param name="FilesDecoded">Files looked at, each whole; those that could not be decoded are findings too.</param>
/// <param name="Findings">Places that hold a value of the subject; none proves the erasure.</param>
public sealed record ErasureEvidence(int FilesDecoded, ValueList<ErasureFinding> Findings);
