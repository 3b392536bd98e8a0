namespace Bourse.DuckDb.Frames;

/// <summary>A frame that breaks the rules of frames: whoever wrote it is broken or hostile, or a row is too long to be one.</summary>
public sealed class DuckDbFrameException : Exception
{
    /// <summary>A frame that breaks the rule which the message names.</summary>
    public DuckDbFrameException(string message)
        : base(message)
    {
    }
}
