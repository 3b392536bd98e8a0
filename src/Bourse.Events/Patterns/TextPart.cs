namespace Bourse.Events.Patterns;

/// <summary>Which part of a string is compared.</summary>
internal enum TextPart
{
    /// <summary>Its beginning.</summary>
    Start,

    /// <summary>Its end.</summary>
    End,

    /// <summary>All of it.</summary>
    Whole,
}
