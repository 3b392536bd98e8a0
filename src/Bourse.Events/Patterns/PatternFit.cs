namespace Bourse.Events.Patterns;

/// <summary>How a place of an event fulfils a place of a pattern.</summary>
internal enum PatternFit
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>By what is not there. An array fulfils a place so only when all of its elements do.</summary>
    ByAbsence,

    /// <summary>By a value that is there. One element of an array suffices.</summary>
    ByValue,
}
