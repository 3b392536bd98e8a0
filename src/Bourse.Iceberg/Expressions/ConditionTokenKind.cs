namespace Bourse.Iceberg.Expressions;

/// <summary>What a piece of a typed condition is.</summary>
internal enum ConditionTokenKind
{
    /// <summary>A name or a word such as AND.</summary>
    Word,

    /// <summary>A name in double quotes.</summary>
    Quoted,

    /// <summary>Text in single quotes.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An operator, parenthesis or comma.</summary>
    Sign,

    /// <summary>The end.</summary>
    End,
}
