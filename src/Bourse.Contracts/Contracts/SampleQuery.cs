namespace Bourse.Contracts;

/// <summary>A query worth trying.</summary>
/// <param name="Title">What it answers.</param>
/// <param name="Sql">One SELECT in standard SQL; <c>${table}</c> stands for a table of the product, whose full name differs from tool to tool.</param>
public sealed record SampleQuery(string Title, string Sql);
