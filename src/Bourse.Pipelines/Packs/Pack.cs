using Bourse.Pipelines.Models;

namespace Bourse.Pipelines.Packs;

/// <summary>
/// Domain content in a folder: sources, models, contracts and agreements, with no code. Read and checked whole; paths are absolute and lie inside the folder.
/// </summary>
public sealed record Pack
{
    /// <summary>The folder, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>The pack's name.</summary>
    public required string Name { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Title { get; init; }

    /// <summary>Who provides its products.</summary>
    public required PackProvider Provider { get; init; }

    /// <summary>The region its products are served in, such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The files of the first revision, in order.</summary>
    public required IReadOnlyList<PackSource> Sources { get; init; }

    /// <summary>The models, by table name; they run in the order their references give.</summary>
    public required IReadOnlyList<Model> Models { get; init; }

    /// <summary>The data contracts' files, in listing order.</summary>
    public required IReadOnlyList<string> Contracts { get; init; }

    /// <summary>The agreements' files, in order.</summary>
    public required IReadOnlyList<string> Agreements { get; init; }

    /// <summary>What later revisions add, ascending by number.</summary>
    public required IReadOnlyList<PackRevision> Revisions { get; init; }
}
