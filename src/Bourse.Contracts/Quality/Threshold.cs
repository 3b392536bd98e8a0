using System.Globalization;

namespace Bourse.Contracts;

/// <summary>What a quality rule's measure must be (ODCS <c>mustBe…</c>).</summary>
public abstract record Threshold
{
    private Threshold() { }

    /// <summary>Whether a measure meets it.</summary>
    public abstract bool Holds(decimal measure);

    /// <summary>The measure equals the value.</summary>
    public sealed record Equal(decimal Value) : Threshold
    {
        /// <inheritdoc />
        public override bool Holds(decimal measure) => measure == Value;

        /// <inheritdoc />
        public override string ToString() => Text($"= {Value}");
    }

    /// <summary>The measure differs from the value.</summary>
    public sealed record NotEqual(decimal Value) : Threshold
    {
        /// <inheritdoc />
        public override bool Holds(decimal measure) => measure != Value;

        /// <inheritdoc />
        public override string ToString() => Text($"≠ {Value}");
    }

    /// <summary>The measure lies in a range; a missing end is open.</summary>
    public sealed record Range(decimal? Minimum, bool MinimumIncluded, decimal? Maximum, bool MaximumIncluded) : Threshold
    {
        /// <inheritdoc />
        public override bool Holds(decimal measure) =>
            (Minimum is not { } low || (MinimumIncluded ? measure >= low : measure > low)) &&
            (Maximum is not { } high || (MaximumIncluded ? measure <= high : measure < high));

        /// <inheritdoc />
        public override string ToString() => string.Join(" and ", new[]
        {
            Minimum is { } low ? Text($"{(MinimumIncluded ? "≥" : ">")} {low}") : null,
            Maximum is { } high ? Text($"{(MaximumIncluded ? "≤" : "<")} {high}") : null,
        }.OfType<string>());
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
