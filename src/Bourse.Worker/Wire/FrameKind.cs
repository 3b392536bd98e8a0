namespace Bourse.Worker.Wire;

/// <summary>
/// What a frame is. A conversation is a hello, then for each query its columns, any number of rows, and an end; a failure may stand for the rest of an answer.
/// </summary>
public enum FrameKind
{
    /// <summary>Worker: it is ready; what holds it.</summary>
    Hello = 1,

    /// <summary>Parent: one statement, UTF-8.</summary>
    Query = 2,

    /// <summary>Worker: the columns of the answer.</summary>
    Columns = 3,

    /// <summary>Worker: some of its rows, columnar.</summary>
    Rows = 4,

    /// <summary>Worker: the rows are all there; u64 how many.</summary>
    End = 5,

    /// <summary>Worker: the engine refused or failed; u32 <see cref="DuckDb.DuckDbErrorType"/>, then the message, UTF-8.</summary>
    Failure = 6,
}
