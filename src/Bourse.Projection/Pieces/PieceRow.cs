namespace Bourse.Projection.Pieces;

/// <summary>A row of <c>projection_pieces</c>, without its key.</summary>
internal sealed record PieceRow
{
    public const string None = "none";
    public const string Whole = "whole";
    public const string Piece = "piece";
    public const string Virtual = "virtual";

    /// <summary>One of the four above.</summary>
    public required string Outcome { get; init; }

    /// <summary>The key in the projections' store of the piece, or of the layout of the virtual object; null for the others.</summary>
    public string? ObjectKey { get; init; }

    public required long Length { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>JSON: field id to count.</summary>
    public required string NanCounts { get; init; }

    /// <summary>Why a piece was not spliced: the name of a <see cref="Splicing.SpliceRefusal"/>; null for the others, and for pieces of version 1.</summary>
    public string? Refusal { get; init; }
}
