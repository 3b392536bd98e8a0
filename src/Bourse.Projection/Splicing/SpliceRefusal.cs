namespace Bourse.Projection.Splicing;

/// <summary>Why a file is rewritten and not spliced (docs/decisions/0011). The first reason that was met.</summary>
internal enum SpliceRefusal
{
    /// <summary>No row group is wholly allowed.</summary>
    NothingWhole,

    /// <summary>Row groups of a number that footers of ours do not have.</summary>
    TooManyRowGroups,

    /// <summary>Too many places where rows have to be written anew.</summary>
    TooManyRuns,

    /// <summary>Another engine than ours wrote it.</summary>
    ForeignWriter,

    /// <summary>Columns are encrypted, or the footer is signed.</summary>
    Encrypted,

    /// <summary>A column is stored in another way than the table has it.</summary>
    OtherType,

    /// <summary>The file holds none of the columns that are shown as they are.</summary>
    NoColumn,

    /// <summary>Two columns have names that differ in case alone, or one has the name of the row number.</summary>
    AmbiguousNames,

    /// <summary>A chunk is in another file, has an index page, or a codec, encoding or type that is not known.</summary>
    UnknownForm,

    /// <summary>Chunks overlap or leave the file.</summary>
    ChunkBounds,

    /// <summary>The pages of a chunk are not what its footer says, or have parts that are not known.</summary>
    PageForm,

    /// <summary>A hidden or masked column decides the order of rows.</summary>
    HiddenOrder,

    /// <summary>Rows written anew are not stored as those that would be spliced.</summary>
    PieceForm,

    /// <summary>The masked cells of a row group were not stored as one row group.</summary>
    MaskedForm,
}
