namespace Bourse.Access.Authorization.Masks;

/// <summary>The period that a date or an instant is truncated to.</summary>
public enum DateUnit
{
    /// <summary>Calendar year.</summary>
    Year,

    /// <summary>Three months, from January.</summary>
    Quarter,

    /// <summary>Calendar month.</summary>
    Month,

    /// <summary>Seven days, from Monday (ISO 8601).</summary>
    Week,

    /// <summary>Calendar day.</summary>
    Day,

    /// <summary>Hour of the day.</summary>
    Hour,
}
