namespace Bourse.Metastore;

/// <summary>What went wrong in the database, as far as a caller can act on it.</summary>
public enum MetastoreErrorKind
{
    /// <summary>Another process or node held the write lock for longer than the configured time. Nothing was changed; try again.</summary>
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

    /// <summary>
    /// A read or a flush failed, or a server was lost as it committed. Whether the write in progress took effect is unknown; over a file, this process accepts no more.
    /// </summary>
    Unavailable,

    /// <summary>The database server cannot be reached, or ended the connection. Nothing was changed; try again.</summary>
    Unreachable,

    /// <summary>The statement is wrong: a bug.</summary>
    InvalidStatement,
}
