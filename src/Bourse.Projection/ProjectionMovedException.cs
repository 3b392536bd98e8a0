namespace Bourse.Projection;

/// <summary>
/// Another revision of the same chain was committed after this one was prepared. Nothing was changed; prepare again. Thrown, not returned, because it has to
/// undo the caller's transaction.
/// </summary>
public sealed class ProjectionMovedException(string message) : Exception(message)
{
    /// <summary>Always: preparing again takes the new state into account.</summary>
    public static bool IsTransient => true;
}
