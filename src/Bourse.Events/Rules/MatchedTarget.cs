namespace Bourse.Events.Rules;

/// <summary>A target that an event goes to.</summary>
/// <param name="Id">The target.</param>
/// <param name="OrderKey">With which events it is kept in order; null for none.</param>
internal sealed record MatchedTarget(string Id, string? OrderKey);
