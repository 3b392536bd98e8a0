namespace Bourse.Iceberg.Manifests;

/// <summary>What is known of one partition field over all files of a manifest.</summary>
/// <param name="ContainsNull">Whether some file has null.</param>
/// <param name="ContainsNan">Whether some file has NaN; null when unknown.</param>
/// <param name="LowerBound">Not above any value, nulls and NaNs aside, in the format's binary form.</param>
/// <param name="UpperBound">Not below any value, nulls and NaNs aside, in the format's binary form.</param>
public sealed record PartitionSummary(bool ContainsNull, bool? ContainsNan, ValueList<byte>? LowerBound, ValueList<byte>? UpperBound);
