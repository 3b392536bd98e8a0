namespace Bourse.Catalog.Objects;

/// <summary>What became of a write to a provider's object.</summary>
public abstract record SourceWrite
{
    private SourceWrite() { }

    /// <summary>It is durable, and seen by everybody.</summary>
    /// <param name="Object">The object as it now is; of a deletion, as it was, or null when there was none.</param>
    public sealed record Done(SourceObject? Object) : SourceWrite;

    /// <summary>The condition does not hold.</summary>
    /// <param name="Condition">Its header.</param>
    public sealed record ConditionFailed(string Condition) : SourceWrite;

    /// <summary>There is no such object, and there must be one.</summary>
    public sealed record Missing : SourceWrite;

    /// <summary>There is no such upload, or it was aborted.</summary>
    public sealed record NoSuchUpload : SourceWrite;

    /// <summary>A part that completion names is not there, or not with that entity tag or checksum.</summary>
    public sealed record InvalidPart : SourceWrite;

    /// <summary>What the parts make does not have the checksum that completion names.</summary>
    /// <param name="Name">The checksum's header.</param>
    public sealed record WrongChecksum(string Name) : SourceWrite;

    /// <summary>The parts are not named in ascending order.</summary>
    public sealed record InvalidPartOrder : SourceWrite;

    /// <summary>A part other than the last has less than 5 MiB.</summary>
    public sealed record PartTooSmall : SourceWrite;

    /// <summary>The object is one of a table's and is never altered nor deleted.</summary>
    /// <param name="Reason">Which table's and why, with what to do; for the provider's eyes.</param>
    public sealed record Protected(string Reason) : SourceWrite;
}
