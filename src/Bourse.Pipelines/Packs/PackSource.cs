using Bourse.Catalog;
using Bourse.Pipelines.Tabular;

namespace Bourse.Pipelines.Packs;

/// <summary>One file and the bronze table it goes to.</summary>
public sealed record PackSource
{
    /// <summary>The table, in namespace <c>bronze</c>.</summary>
    public required TableIdentifier Table { get; init; }

    /// <summary>The file's name within the pack, with forward slashes: what <c>_source_file</c> shows.</summary>
    public required string Name { get; init; }

    /// <summary>The file, absolute.</summary>
    public required string File { get; init; }

    /// <summary>The digest the file must have, lower-case hexadecimal SHA-256.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it holds, where stated.</summary>
    public string? Description { get; init; }

    /// <summary>Its licence as an SPDX name.</summary>
    public required string Licence { get; init; }

    /// <summary>Where it comes from.</summary>
    public required string Origin { get; init; }

    /// <summary>How it is written.</summary>
    public required CsvFormat Format { get; init; }
}
