using System.Globalization;

namespace Bourse.Iceberg.Schemas;

/// <summary>
/// A type (Iceberg specification, "Schemas and Data Types"). Closed: types of version 3 that are not read are one case, so that the rest of their table is.
/// </summary>
public abstract record IcebergType
{
    private IcebergType() { }

    /// <summary>A type without fields of its own. <see cref="object.ToString"/> gives the specification's name, for example <c>decimal(9, 2)</c>.</summary>
    public abstract record Primitive : IcebergType
    {
        private protected Primitive() { }

        /// <inheritdoc />
        public abstract override string ToString();
    }

    /// <summary>True or false.</summary>
    public sealed record Boolean : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "boolean";
    }

    /// <summary>32-bit signed integer.</summary>
    public sealed record Int : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "int";
    }

    /// <summary>64-bit signed integer.</summary>
    public sealed record Long : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "long";
    }

    /// <summary>32-bit IEEE 754.</summary>
    public sealed record Float : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "float";
    }

    /// <summary>64-bit IEEE 754.</summary>
    public sealed record Double : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "double";
    }

    /// <summary>Fixed-point number.</summary>
    /// <param name="Precision">All digits, 1 to 38.</param>
    /// <param name="Scale">Digits after the point, 0 to <paramref name="Precision"/>.</param>
    public sealed record Decimal(int Precision, int Scale) : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"decimal({Precision}, {Scale})");
    }

    /// <summary>Day of the calendar, without time or zone.</summary>
    public sealed record Date : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "date";
    }

    /// <summary>Time of day in microseconds, without zone.</summary>
    public sealed record Time : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "time";
    }

    /// <summary>Date and time in microseconds, without zone.</summary>
    public sealed record Timestamp : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "timestamp";
    }

    /// <summary>Instant in microseconds, stored as UTC.</summary>
    public sealed record TimestampTz : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "timestamptz";
    }

    /// <summary>Date and time in nanoseconds, without zone: the years 1677 to 2262. Of version 3.</summary>
    public sealed record TimestampNs : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "timestamp_ns";
    }

    /// <summary>
    /// Instant in nanoseconds, stored as UTC: the years 1677 to 2262. Of version 3. Its bounds, partitions and defaults are read; its values are not, since the engine
    /// has no instants finer than microseconds: a scan of such a column is refused by its name.
    /// </summary>
    public sealed record TimestampTzNs : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "timestamptz_ns";
    }

    /// <summary>A column whose values are all null, never stored in files, until it gets a type. Of version 3.</summary>
    public sealed record Unknown : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "unknown";
    }

    /// <summary>UTF-8 text.</summary>
    public sealed record String : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "string";
    }

    /// <summary>Universally unique identifier, 16 bytes big-endian.</summary>
    public sealed record Uuid : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "uuid";
    }

    /// <summary>Byte array of one length.</summary>
    /// <param name="Length">Bytes, at least 1.</param>
    public sealed record Fixed(int Length) : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"fixed[{Length}]");
    }

    /// <summary>Byte array of any length.</summary>
    public sealed record Binary : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => "binary";
    }

    /// <summary>A type of version 3 whose values are not read; a scan of such a column is refused by its name.</summary>
    /// <param name="Name">As the metadata has it, such as <c>variant</c> or <c>geometry(srid:4326)</c>.</param>
    public sealed record Unread(string Name) : Primitive
    {
        /// <inheritdoc />
        public override string ToString() => Name;
    }

    /// <summary>A tuple of named fields.</summary>
    /// <param name="Fields">The fields in order.</param>
    public sealed record Struct(ValueList<NestedField> Fields) : IcebergType;

    /// <summary>A list of elements of one type.</summary>
    /// <param name="ElementId">The element's field id.</param>
    /// <param name="Element">The element's type.</param>
    /// <param name="ElementRequired">Whether no element may be null.</param>
    public sealed record List(int ElementId, IcebergType Element, bool ElementRequired) : IcebergType;

    /// <summary>A map; keys are never null.</summary>
    /// <param name="KeyId">The key's field id.</param>
    /// <param name="Key">The key's type.</param>
    /// <param name="ValueId">The value's field id.</param>
    /// <param name="Value">The value's type.</param>
    /// <param name="ValueRequired">Whether no value may be null.</param>
    public sealed record Map(int KeyId, IcebergType Key, int ValueId, IcebergType Value, bool ValueRequired) : IcebergType;
}
