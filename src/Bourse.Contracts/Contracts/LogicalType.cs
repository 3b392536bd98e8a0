namespace Bourse.Contracts;

/// <summary>The kinds of values ODCS 3.1 names for scalar columns.</summary>
public enum LogicalType
{
    /// <summary>Text.</summary>
    String,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>An instant, or a date with a time of day.</summary>
    Timestamp,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A number with a fraction: decimal or binary floating point.</summary>
    Number,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>True or false.</summary>
    Boolean,
}
