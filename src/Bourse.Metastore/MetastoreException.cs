namespace Bourse.Metastore;

/// <summary>The metadata database failed. Domain outcomes are never reported this way.</summary>
public sealed class MetastoreException : Exception
{
    /// <summary>Creates the exception for a failure of <paramref name="kind"/>.</summary>
    public MetastoreException(MetastoreErrorKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What a caller can act on.</summary>
    public MetastoreErrorKind Kind { get; }

    /// <summary>Whether the same call, made again soon, can succeed.</summary>
    public bool IsTransient => Kind is MetastoreErrorKind.Busy or MetastoreErrorKind.Unreachable;
}
