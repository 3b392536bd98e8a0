namespace Bourse.DuckDb.Vectors;

/// <summary>Where the vectors of a chunk lie.</summary>
internal interface IChunkMemory : IDisposable
{
    /// <summary>Whether it is given back; vectors must not be touched then.</summary>
    bool IsClosed { get; }

    /// <summary>A column's vector.</summary>
    Vector Open(int column, DuckDbType type);
}
