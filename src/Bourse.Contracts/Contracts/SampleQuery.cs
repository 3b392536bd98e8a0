namespace Bourse.Contracts;

/// <summary>A query worth trying.</summary>
/// <param name="Title">What it answers.</param>
/// <param name="Sql">Standard SQL over the product's tables by their own names.</param>
public sealed record SampleQuery(string Title, string Sql);
