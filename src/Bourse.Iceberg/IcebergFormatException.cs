namespace Bourse.Iceberg;

/// <summary>A table file (metadata, manifest, Parquet footer) or a stored expression is not what its format says. Asking again does not help.</summary>
public sealed class IcebergFormatException : Exception
{
    /// <summary>Says what is wrong; the text names the field and the rule.</summary>
    public IcebergFormatException(string message) : base(message) { }

    /// <summary>Says what is wrong and what found it.</summary>
    public IcebergFormatException(string message, Exception inner) : base(message, inner) { }

    /// <summary>Whether the same call may succeed later: never.</summary>
    public bool IsTransient { get; }
}
