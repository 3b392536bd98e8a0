namespace Bourse.Contracts;

/// <summary>What the product costs.</summary>
/// <param name="Amount">The amount, zero or more.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Unit">Per what, for example <c>month</c>.</param>
public sealed record Price(decimal Amount, string Currency, string Unit);
