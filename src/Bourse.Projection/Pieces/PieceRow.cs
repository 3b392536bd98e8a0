namespace Bourse.Projection.Pieces;

/// <summary>A row of <c>projection_pieces</c>, without its key.</summary>
internal sealed record PieceRow
{
    public const string None = "none";
    public const string Whole = "whole";
    public const string Piece = "piece";

    /// <summary>One of the three above.</summary>
    public required string Outcome { get; init; }

    /// <summary>The piece's key in the projections' store; null for the others.</summary>
    public string? ObjectKey { get; init; }

    public required long Length { get; init; }

    public required string Sha256 { get; init; }

    /// <summary>JSON: field id to count.</summary>
    public required string NanCounts { get; init; }
}
