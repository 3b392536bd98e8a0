using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>One condition on one value of an event: a string, a number, a boolean or null.</summary>
internal abstract record ValueCondition
{
    public abstract bool Holds(ref EventValue value);

    /// <summary>Any value at all, null too.</summary>
    public sealed record Exists : ValueCondition
    {
        public override bool Holds(ref EventValue value) => true;
    }

    /// <summary>True, false or null.</summary>
    public sealed record Literal(JsonValueKind Kind) : ValueCondition
    {
        public override bool Holds(ref EventValue value) => value.Element.ValueKind == Kind;
    }

    /// <summary>A string, by its code points.</summary>
    public sealed record ExactText(string Text) : ValueCondition
    {
        public override bool Holds(ref EventValue value) => value.IsText && value.Element.ValueEquals(Text);
    }

    /// <summary>A string that begins, ends or is like another, as told.</summary>
    public sealed record SimilarText(string Text, TextPart Part, StringComparison Comparison) : ValueCondition
    {
        public override bool Holds(ref EventValue value) => value.IsText && Part switch
        {
            TextPart.Start => value.Text.StartsWith(Text, Comparison),
            TextPart.End => value.Text.EndsWith(Text, Comparison),
            _ => value.Text.Equals(Text, Comparison),
        };
    }

    /// <summary>A string that has the pieces of a wildcard in their order.</summary>
    public sealed record Like(Wildcard Wildcard) : ValueCondition
    {
        public override bool Holds(ref EventValue value) => value.IsText && Wildcard.Matches(value.Text);
    }

    /// <summary>A number within bounds, either of which may be missing; <c>300</c> and <c>3.0e2</c> are the same number.</summary>
    public sealed record Numeric(NumericBound? Lower, NumericBound? Upper) : ValueCondition
    {
        public static Numeric EqualTo(decimal number) => new(new NumericBound(number, IsIncluded: true), new NumericBound(number, IsIncluded: true));

        // A number beyond what a decimal holds is equal to no number a pattern may have, and it is in no range: nobody means such a number.
        public override bool Holds(ref EventValue value) =>
            value.Element.ValueKind == JsonValueKind.Number
            && decimal.TryParse(value.Element.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && (Lower is not { } lower || number > lower.Number || (lower.IsIncluded && number == lower.Number))
            && (Upper is not { } upper || number < upper.Number || (upper.IsIncluded && number == upper.Number));
    }

    /// <summary>A string that is an IP address of a network.</summary>
    public sealed record InNetwork(IPNetwork Network) : ValueCondition
    {
        public override bool Holds(ref EventValue value) =>
            value.IsText && IPAddress.TryParse(value.Text, out var address) && address.AddressFamily == Network.BaseAddress.AddressFamily
            && Network.Contains(address);
    }

    /// <summary>A value for which none of the conditions holds.</summary>
    public sealed record AnythingBut(IReadOnlyList<ValueCondition> Forbidden) : ValueCondition
    {
        public override bool Holds(ref EventValue value)
        {
            foreach (var condition in Forbidden)
                if (condition.Holds(ref value))
                    return false;
            return true;
        }
    }
}
