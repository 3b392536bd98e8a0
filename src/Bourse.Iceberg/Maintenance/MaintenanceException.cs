namespace Bourse.Iceberg.Maintenance;

/// <summary>Maintenance or erasure cannot go on. What it finished is kept; nothing else has changed.</summary>
/// <param name="message">What stands in the way and what to do.</param>
/// <param name="isTransient">Whether the same call may succeed later.</param>
public sealed class MaintenanceException(string message, bool isTransient = false) : Exception(message)
{
    /// <summary>Whether the same call may succeed later without anyone doing something.</summary>
    public bool IsTransient { get; } = isTransient;
}
