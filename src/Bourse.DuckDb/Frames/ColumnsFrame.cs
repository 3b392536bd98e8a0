using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Bourse.DuckDb.Native.Marshalling;

namespace Bourse.DuckDb.Frames;

/// <summary>Names and types of columns in a frame. Types begin with the byte of their <see cref="DuckDbTypeId"/>; texts are u32 length and UTF-8.</summary>
public static class ColumnsFrame
{
    /// <summary>Writes columns over what the buffer holds.</summary>
    /// <exception cref="NotSupportedException">A column is of a type that has no CLR form (GEOMETRY, VARIANT).</exception>
    /// <exception cref="DuckDbFrameException">They are more than a frame may hold.</exception>
    public static void Write(IReadOnlyList<DuckDbColumn> columns, FrameBuffer buffer)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(buffer);
        buffer.Clear();
        buffer.Append(columns.Count);
        foreach (var column in columns)
        {
            Write(column.Name, buffer);
            if (!Write(column.Type, buffer))
                throw new NotSupportedException($"Column '{column.Name}' is {column.Type}, which has no CLR form; cast it to VARCHAR in the query.");
        }
    }

    /// <summary>Reads columns that anybody may have written.</summary>
    /// <exception cref="DuckDbFrameException">The frame breaks a rule.</exception>
    public static ImmutableArray<DuckDbColumn> Read(ReadOnlySpan<byte> frame) => new TypeFrameReader(frame).Columns();

    private static bool Write(DuckDbType type, FrameBuffer buffer)
    {
        buffer.Append((byte)type.Id);
        switch (type.Id)
        {
            case DuckDbTypeId.Decimal:
                buffer.Append((byte)type.Width);
                buffer.Append((byte)type.Scale);
                return true;
            case DuckDbTypeId.Enum:
                buffer.Append(type.EnumValues.Length);
                foreach (var value in type.EnumValues)
                    Write(value, buffer);
                return true;
            case DuckDbTypeId.List:
                return Write(type.Element!, buffer);
            case DuckDbTypeId.Array:
                buffer.Append(type.ArrayLength);
                return Write(type.Element!, buffer);
            case DuckDbTypeId.Map:
                return Write(type.Key!, buffer) && Write(type.Element!, buffer);
            case DuckDbTypeId.Struct or DuckDbTypeId.Union:
                buffer.Append(type.Fields.Length);
                return type.Fields.All(field =>
                {
                    Write(field.Name, buffer);
                    return Write(field.Type, buffer);
                });
            default:
                return FrameFormat.HasEntries(type) || FrameFormat.Width(type) > 0;
        }
    }

    private static unsafe void Write(string text, FrameBuffer buffer)
    {
        var utf8 = StrictUtf8.Encoding.GetBytes(text);
        buffer.Append(utf8.Length);
        utf8.CopyTo(new Span<byte>(buffer.Reserve(utf8.Length), utf8.Length));
    }

    /// <summary>Reads types, trusting nothing.</summary>
    private ref struct TypeFrameReader(ReadOnlySpan<byte> frame)
    {
        private ReadOnlySpan<byte> rest = frame;
        private int types;

        public ImmutableArray<DuckDbColumn> Columns()
        {
            var columns = ImmutableArray.CreateBuilder<DuckDbColumn>();
            for (var left = Count(FrameFormat.TypesMax); left > 0; left--)
                columns.Add(new DuckDbColumn(Text(), Type(0)));
            return rest.IsEmpty ? columns.ToImmutable() : throw new DuckDbFrameException($"{rest.Length} bytes follow the columns.");
        }

        private DuckDbType Type(int depth)
        {
            if (depth > FrameFormat.DepthMax || ++types > FrameFormat.TypesMax)
                throw new DuckDbFrameException($"The types are nested deeper than {FrameFormat.DepthMax} or more than {FrameFormat.TypesMax}.");
            var id = (DuckDbTypeId)Number<byte>();
            switch (id)
            {
                case DuckDbTypeId.Decimal:
                    var (width, scale) = (Number<byte>(), Number<byte>());
                    return width is >= 1 and <= 38 && scale <= width
                        ? DuckDbType.Decimal(width, scale)
                        : throw new DuckDbFrameException($"There is no DECIMAL({width},{scale}).");
                case DuckDbTypeId.Enum:
                    return DuckDbType.Enum(Distinct(Values(), value => value));
                case DuckDbTypeId.List:
                    return DuckDbType.List(Type(depth + 1));
                case DuckDbTypeId.Array:
                    var length = Number<int>();
                    return length is >= 1 and <= FrameFormat.ArrayLengthMax
                        ? DuckDbType.Array(Type(depth + 1), length)
                        : throw new DuckDbFrameException($"There is no ARRAY of {length} elements.");
                case DuckDbTypeId.Map:
                    return DuckDbType.Map(Type(depth + 1), Type(depth + 1));
                case DuckDbTypeId.Struct:
                    return DuckDbType.Struct(Fields(depth, FrameFormat.TypesMax));
                case DuckDbTypeId.Union:
                    return DuckDbType.Union(Fields(depth, byte.MaxValue + 1));
                default:
                    var type = DuckDbType.Simple(id);
                    return FrameFormat.HasEntries(type) || FrameFormat.Width(type) > 0
                        ? type
                        : throw new DuckDbFrameException($"Type {(int)id} is not one that crosses.");
            }
        }

        private ImmutableArray<DuckDbField> Fields(int depth, int max)
        {
            var fields = ImmutableArray.CreateBuilder<DuckDbField>();
            for (var left = Count(max); left > 0; left--)
                fields.Add(new DuckDbField(Text(), Type(depth + 1)));
            var given = fields.ToImmutable();
            return Distinct(given, field => field.Name.Length == 0 ? $"{given.IndexOf(field) + 1}" : field.Name);
        }

        private ImmutableArray<string> Values()
        {
            var values = ImmutableArray.CreateBuilder<string>();
            for (var left = Count(int.MaxValue); left > 0; left--)
                values.Add(Text());
            return values.ToImmutable();
        }

        private static ImmutableArray<T> Distinct<T>(ImmutableArray<T> items, Func<T, string> name) =>
            items.Length > 0 && items.Select(name).Distinct(StringComparer.Ordinal).Count() == items.Length
                ? items
                : throw new DuckDbFrameException("A type has no members, or two of one name.");

        /// <summary>A count of things of which each takes four bytes or more.</summary>
        private int Count(int max)
        {
            var count = Number<int>();
            return count >= 0 && count <= max && count <= rest.Length / sizeof(int)
                ? count
                : throw new DuckDbFrameException($"{count} is no count of what {rest.Length} bytes hold.");
        }

        private string Text()
        {
            var length = Number<int>();
            if (length < 0 || length > rest.Length || !System.Text.Unicode.Utf8.IsValid(rest[..length]))
                throw new DuckDbFrameException("A name is cut off or is not UTF-8.");
            var text = StrictUtf8.Encoding.GetString(rest[..length]);
            rest = rest[length..];
            return text;
        }

        private T Number<T>()
            where T : unmanaged
        {
            if (!MemoryMarshal.TryRead<T>(rest, out var number))
                throw new DuckDbFrameException("The columns are cut off.");
            rest = rest[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()..];
            return number;
        }
    }
}
