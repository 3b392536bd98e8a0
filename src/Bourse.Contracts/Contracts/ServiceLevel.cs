namespace Bourse.Contracts;

/// <summary>One service level (ODCS <c>slaProperties</c>).</summary>
/// <param name="Property">What is promised, for example <c>frequency</c>, <c>latency</c>, <c>availability</c>.</param>
/// <param name="Value">The value promised, as text.</param>
/// <param name="Unit">Its unit, where it has one.</param>
/// <param name="Description">In words, where stated.</param>
public sealed record ServiceLevel(string Property, string Value, string? Unit, string? Description);
