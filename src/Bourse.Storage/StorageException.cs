namespace Bourse.Storage;

/// <summary>A store could not do what was asked. Base of the storage errors.</summary>
public class StorageException : Exception
{
    /// <summary>Says what failed.</summary>
    /// <param name="message">What was tried, on which key, and why it failed.</param>
    /// <param name="isTransient">Whether the same call may succeed later.</param>
    /// <param name="inner">What the system said.</param>
    public StorageException(string message, bool isTransient, Exception? inner = null) : base(message, inner) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed later without anyone doing something.</summary>
    public bool IsTransient { get; }
}
