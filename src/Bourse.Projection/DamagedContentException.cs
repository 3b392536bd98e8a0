namespace Bourse.Projection;

/// <summary>Stored bytes are not those that were projected. They are not served; the object must be restored from a backup or rebuilt.</summary>
public sealed class DamagedContentException(string message) : Exception(message)
{
    /// <summary>Never: the bytes will not come back by themselves.</summary>
    public static bool IsTransient => false;

    internal static DamagedContentException Of(ObjectContent content) =>
        new($"The object '{content.Key}' of the store '{content.Store}' is damaged: its digest is not the recorded one.");
}
