namespace Bourse.Events.Patterns;

/// <summary>A text is no event pattern. The message names the field and says what to do; it is made for whoever wrote the pattern.</summary>
public sealed class PatternException : Exception
{
    /// <summary>Creates the exception.</summary>
    public PatternException(string message)
        : base(message)
    {
    }

    internal PatternException(string path, string rule)
        : base($"Event pattern is not valid. Reason: {(path.Length == 0 ? "the pattern" : $"'{path}'")} {rule}.")
    {
    }
}
