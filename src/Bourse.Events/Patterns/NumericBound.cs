namespace Bourse.Events.Patterns;

/// <summary>An end of a range of numbers.</summary>
/// <param name="Number">−5,000,000,000 to 5,000,000,000, as EventBridge allows.</param>
/// <param name="IsIncluded">Whether the number itself lies within.</param>
internal readonly record struct NumericBound(decimal Number, bool IsIncluded);
