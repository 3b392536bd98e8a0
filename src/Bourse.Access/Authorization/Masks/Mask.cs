namespace Bourse.Access.Authorization.Masks;

/// <summary>
/// What is shown of a column's cells in place of their values (docs/decisions/0012). Closed. Null stays null, except for <see cref="Null"/> and
/// <see cref="Constant"/>. It does not know the column: <see cref="MaskTypes"/> says which it fits.
/// </summary>
public abstract record Mask
{
    private Mask() { }

    /// <summary><c>***</c>, however long the text was.</summary>
    public sealed record Redact : Mask;

    /// <summary>No value: every cell is null.</summary>
    public sealed record Null : Mask;

    /// <summary>One value in every cell, also where there was null.</summary>
    /// <param name="Value">The value's text, as <see cref="Iceberg.Expressions.LiteralValues"/> reads it for the column's type.</param>
    public sealed record Constant(string Value) : Mask;

    /// <summary><c>****</c> and the last four characters (code points); <c>****</c> alone for text of four or fewer. Of an integer, the digits.</summary>
    public sealed record LastFour : Mask;

    /// <summary>A pseudonym: 32 hexadecimal digits of an HMAC-SHA-256 of the value.</summary>
    /// <param name="Key">The key's name.</param>
    public sealed record KeyedHash(HashKey Key) : Mask;

    /// <summary>The first instant of the value's period; instants in UTC.</summary>
    /// <param name="Unit">The period.</param>
    public sealed record TruncateDate(DateUnit Unit) : Mask;

    /// <summary>The greatest multiple of a width that is not greater than the value; the type's least value where that multiple is less.</summary>
    public sealed record Bucket : Mask
    {
        // Dividing by it takes the zeros off the end, so that equal widths are one text.
        private const decimal One = 1.0000000000000000000000000000m;

        /// <summary>Buckets of a width.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The width is not greater than 0.</exception>
        public Bucket(decimal width)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(width, 0);
            Width = width / One;
        }

        /// <summary>The width, greater than 0, without zeros at its end.</summary>
        public decimal Width { get; }
    }
}
