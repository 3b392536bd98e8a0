using Bourse.Iceberg.Parquet;

namespace Bourse.Iceberg.Scanning.Columns;

/// <summary>
/// Makes a file's columns of its footer, lists and maps by the Parquet format's rules for <c>LIST</c> and <c>MAP</c> with their older forms. Fields are known by
/// the file's own ids; in a file without any, by the table's name mapping; without that, the columns are the table's by position, as other readers take them.
/// </summary>
internal sealed class PhysicalSchema
{
    private readonly ValueList<ParquetSchemaElement> _elements;
    private readonly NameMapping? _mapping;
    private readonly bool _hasIds;
    private readonly bool _byPosition;
    private int _next = 1;

    private PhysicalSchema(ParquetFooter footer, NameMapping? mapping)
    {
        _elements = footer.Schema;
        _hasIds = footer.Schema.Skip(1).Any(e => e.FieldId is not null);
        _mapping = _hasIds ? null : mapping;
        _byPosition = !_hasIds && mapping is null;
    }

    /// <summary>The columns of a file.</summary>
    /// <exception cref="IcebergFormatException">The file has a column that the engine cannot name.</exception>
    public static PhysicalColumns Of(ParquetFooter footer, NameMapping? mapping)
    {
        var reader = new PhysicalSchema(footer, mapping);
        var columns = new List<PhysicalColumn>();
        var names = new EngineNames();
        for (var ordinal = 1; reader._next < reader._elements.Count; ordinal++)
        {
            var element = reader._elements[reader._next];
            var column = reader.Read(reader._mapping) with { Name = names.Next(element.Name) };
            columns.Add(reader._byPosition ? column with { FieldId = ordinal } : column);
        }
        return new PhysicalColumns(columns.ToValueList(), reader._hasIds, reader._byPosition);
    }

    private PhysicalColumn Read(NameMapping? parent)
    {
        var element = _elements[_next++];
        if (element.Name.Length == 0 || element.Name.Contains('\0', StringComparison.Ordinal))
            throw new IcebergFormatException("A Parquet file has a column whose name is empty or holds a NUL character.");
        var mapping = parent?.Find(element.Name);
        var column = element.ChildCount == 0
            ? new PhysicalColumn.Leaf(element.Name, element.FieldId, PhysicalTypes.EngineType(element))
            : ReadGroup(element, mapping);
        column = column with { FieldId = _hasIds ? element.FieldId : mapping?.FieldId };
        // Neither in a LIST nor in a MAP: the oldest form of a list, whose elements are what is repeated.
        return element.Repetition == ParquetRepetition.Repeated ? new PhysicalColumn.List(element.Name, column.FieldId, column with { FieldId = null }) : column;
    }

    private PhysicalColumn ReadGroup(ParquetSchemaElement element, NameMapping? mapping)
    {
        if (element.ConvertedType == ParquetConvertedType.List && element.ChildCount == 1)
            return new PhysicalColumn.List(element.Name, null, ReadElement(element, mapping));
        if (element.ConvertedType is ParquetConvertedType.Map or ParquetConvertedType.MapKeyValue && element.ChildCount == 1 && _elements[_next].ChildCount == 2)
        {
            _next++;
            return new PhysicalColumn.Map(element.Name, null, Read(Renamed(mapping, "key")), Read(Renamed(mapping, "value")));
        }
        return new PhysicalColumn.Struct(element.Name, null, ReadFields(element, mapping));
    }

    private ValueList<PhysicalColumn> ReadFields(ParquetSchemaElement element, NameMapping? mapping)
    {
        var fields = new List<PhysicalColumn>();
        for (var i = 0; i < element.ChildCount; i++)
            fields.Add(Read(mapping));
        return fields.ToValueList();
    }

    // The repeated node is a mere wrapper when it has one child, unless its name says that it is the element itself.
    private PhysicalColumn ReadElement(ParquetSchemaElement list, NameMapping? mapping)
    {
        var repeated = _elements[_next];
        if (repeated.ChildCount == 1 && repeated.Name != "array" && repeated.Name != list.Name + "_tuple")
        {
            _next++;
            return Read(Renamed(mapping, "element"));
        }
        var element = Read(Renamed(mapping, "element"));
        return element is PhysicalColumn.List { Element: var inner } ? inner with { FieldId = element.FieldId } : element;
    }

    // Mappings call the parts of lists and maps element, key and value whatever the file calls them.
    private NameMapping? Renamed(NameMapping? mapping, string part) =>
        mapping?.Find(part) is { } inner ? new NameMapping(null, new Dictionary<string, NameMapping> { [_elements[_next].Name] = inner }) : null;
}
