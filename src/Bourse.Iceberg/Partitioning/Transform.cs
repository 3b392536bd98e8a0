using System.Globalization;
using System.Text.RegularExpressions;

namespace Bourse.Iceberg.Partitioning;

/// <summary>
/// How a partition value comes from a column's value (Iceberg specification, "Partition Transforms"). Closed. Null gives null in each.
/// What each computes is in <c>TransformFunctions</c>.
/// </summary>
public abstract partial record Transform
{
    private Transform() { }

    /// <summary>The value itself.</summary>
    public sealed record Identity : Transform
    {
        /// <inheritdoc />
        public override string ToString() => "identity";
    }

    /// <summary>Hash of the value, modulo a count.</summary>
    /// <param name="Count">Buckets, at least 1.</param>
    public sealed record Bucket(int Count) : Transform
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"bucket[{Count}]");
    }

    /// <summary>The value cut to a width: text by code points, bytes by length, numbers down to a multiple.</summary>
    /// <param name="Width">At least 1.</param>
    public sealed record Truncate(int Width) : Transform
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"truncate[{Width}]");
    }

    /// <summary>Years since 1970.</summary>
    public sealed record Year : Transform
    {
        /// <inheritdoc />
        public override string ToString() => "year";
    }

    /// <summary>Months since January 1970.</summary>
    public sealed record Month : Transform
    {
        /// <inheritdoc />
        public override string ToString() => "month";
    }

    /// <summary>Days since 1970-01-01.</summary>
    public sealed record Day : Transform
    {
        /// <inheritdoc />
        public override string ToString() => "day";
    }

    /// <summary>Hours since 1970-01-01T00:00.</summary>
    public sealed record Hour : Transform
    {
        /// <inheritdoc />
        public override string ToString() => "hour";
    }

    /// <summary>Always null: a partition field that was dropped.</summary>
    public sealed record Void : Transform
    {
        /// <inheritdoc />
        public override string ToString() => "void";
    }

    /// <summary>A transform that is not known here. Its field is kept and prunes nothing (specification, "Partition Transforms"); nothing is written with it.</summary>
    /// <param name="Name">As the metadata has it.</param>
    public sealed record Unknown(string Name) : Transform
    {
        /// <inheritdoc />
        public override string ToString() => Name;
    }

    /// <summary>Reads the name a transform has in metadata, such as <c>bucket[16]</c>; a name that is not known gives <see cref="Unknown"/>.</summary>
    /// <exception cref="IcebergFormatException">The parameter of a known transform is out of range.</exception>
    public static Transform Parse(string text) => text switch
    {
        "identity" => new Identity(),
        "year" => new Year(),
        "month" => new Month(),
        "day" => new Day(),
        "hour" => new Hour(),
        "void" => new Void(),
        _ => ParseWithParameter(text),
    };

    private static Transform ParseWithParameter(string text)
    {
        var match = Parameterized().Match(text ?? "");
        if (!match.Success)
            return new Unknown(text ?? "");
        if (!int.TryParse(match.Groups[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var parameter) || parameter < 1)
            throw new IcebergFormatException($"The partition transform '{text}' has a width or count out of range.");
        return match.Groups[1].ValueSpan is "bucket" ? new Bucket(parameter) : new Truncate(parameter);
    }

    [GeneratedRegex(@"\A(bucket|truncate)\[([0-9]{1,10})\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Parameterized();
}
