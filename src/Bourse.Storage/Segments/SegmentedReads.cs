namespace Bourse.Storage.Segments;

/// <summary>Reads of several objects' bytes as one stream.</summary>
public static class SegmentedReads
{
    /// <summary>The bytes of segments, one after the other. Each is opened when it is reached, so a failure to open one comes from a read.</summary>
    /// <param name="segments">The segments in order.</param>
    /// <returns>
    /// A stream whose reads throw <see cref="ObjectNotFoundException"/> where an object is gone, and <see cref="StorageException"/> where one ends early.
    /// </returns>
    public static Stream Open(IReadOnlyList<ObjectSegment> segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        return new SegmentStream(segments);
    }
}
