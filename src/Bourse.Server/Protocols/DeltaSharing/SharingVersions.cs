using Bourse.Exchange.Reading;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>Finds the versions that a request names among the revisions that its table was served at: a version is the number of its revision.</summary>
/// <param name="all">The revisions, oldest first; at least one.</param>
internal sealed class SharingVersions(IReadOnlyList<TableRevision> all)
{
    /// <summary>The newest.</summary>
    public TableRevision Newest => all[^1];

    /// <summary>The version that a query is of.</summary>
    /// <exception cref="SharingFault">There is none.</exception>
    public TableRevision Of(SharingQueryBody body)
    {
        if (body.RefreshToken is { } token)
            return RefreshToken.Find(token, all)
                ?? throw new SharingFault(SharingError.Invalid("refreshToken: it is none of this table as it is now; query the table anew."));
        if (body.Version is { } version)
            return Exactly("version", version);
        return body.Timestamp is { } time
            ? all.LastOrDefault(revision => revision.PublishedAt <= time)
                ?? throw new SharingFault(SharingError.Invalid($"timestamp: the table's first version is of {all[0].PublishedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}."))
            : Newest;
    }

    /// <summary>The first version at or after a time.</summary>
    /// <exception cref="SharingFault">There is none.</exception>
    public TableRevision FirstFrom(string name, DateTimeOffset time) =>
        all.FirstOrDefault(revision => revision.PublishedAt >= time)
            ?? throw new SharingFault(SharingError.Invalid($"{name}: the table's newest version is of {Newest.PublishedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}."));

    /// <summary>The versions from one to another, both included.</summary>
    /// <param name="startVersion">The first; it has to exist.</param>
    /// <param name="startTime">Instead, the time at or after which it was published.</param>
    /// <param name="endVersion">The last; null for the newest.</param>
    /// <param name="endTime">Instead, the time at or before which it was published.</param>
    /// <exception cref="SharingFault">There is none, or the start is not said in one way.</exception>
    public IReadOnlyList<TableRevision> Range(long? startVersion, DateTimeOffset? startTime, long? endVersion, DateTimeOffset? endTime)
    {
        if (startVersion is null == startTime is null)
            throw new SharingFault(SharingError.Invalid("startingVersion, startingTimestamp: send one of them."));
        if (endVersion is not null && endTime is not null)
            throw new SharingFault(SharingError.Invalid("endingVersion, endingTimestamp: send one of them at most."));
        var start = startVersion is { } version ? Exactly("startingVersion", version) : FirstFrom("startingTimestamp", startTime!.Value);
        TableRevision[] range =
        [
            .. all.SkipWhile(r => r != start).TakeWhile(r => (endVersion is not { } last || r.Number <= last) && (endTime is not { } end || r.PublishedAt <= end)),
        ];
        return range.Length > 0 ? range : throw new SharingFault(SharingError.Invalid("The range ends before it begins."));
    }

    private TableRevision Exactly(string name, long version) =>
        all.FirstOrDefault(revision => revision.Number == version)
            ?? throw new SharingFault(SharingError.Invalid(
                $"{name}: the table has no version {version}; it has {string.Join(", ", all.TakeLast(10).Select(r => r.Number))}."));
}
