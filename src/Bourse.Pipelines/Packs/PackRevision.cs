namespace Bourse.Pipelines.Packs;

/// <summary>What a later revision adds: its files are appended to the same bronze tables, and the models run again.</summary>
/// <param name="Number">2 or more.</param>
/// <param name="Description">What is new.</param>
/// <param name="Sources">The files, in order.</param>
public sealed record PackRevision(int Number, string Description, IReadOnlyList<PackSource> Sources);
