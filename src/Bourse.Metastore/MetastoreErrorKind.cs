namespace Bourse.Metastore;

/// <summary>What went wrong in the database, as far as a caller can act on it.</summary>
public enum MetastoreErrorKind
{
    /// <summary>Another process held the write lock for longer than the configured time. Nothing was changed; try again.</summary>
    Busy,

    /// <summary>The disk or its quota is full. Nothing was changed; free some space.</summary>
    DiskFull,

    /// <summary>A unique or primary key exists already.</summary>
    UniqueViolation,

    /// <summary>Another constraint (check, not null, foreign key) refused the change.</summary>
    ConstraintViolation,

    /// <summary>The file is damaged or is no database.</summary>
    Corrupt,

    /// <summary>The file or its directory cannot be opened or written.</summary>
    NotAccessible,

    /// <summary>A read or a flush failed. Whether the write in progress took effect is unknown, and this process accepts no more of them.</summary>
    Unavailable,

    /// <summary>The statement is wrong: a bug.</summary>
    InvalidStatement,
}
