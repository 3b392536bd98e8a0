namespace Bourse.Access.Auditing;

/// <summary>What became of erasing a person.</summary>
/// <param name="Values">How many values were erased.</param>
/// <param name="Remains">Where their bytes still are, as a part of a sentence; null when no file of the database has them.</param>
public sealed record PersonalErasureOutcome(int Values, string? Remains);
