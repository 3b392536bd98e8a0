namespace Bourse.Iceberg.Avro;

/// <summary>A field of an Avro record.</summary>
/// <param name="Name">Its Avro name.</param>
/// <param name="Schema">Its type.</param>
/// <param name="FieldId">Iceberg's id; null in files of others that have none.</param>
/// <param name="IcebergName">The name in the table where Avro's rules do not allow it.</param>
internal sealed record AvroField(string Name, AvroSchema Schema, int? FieldId = null, string? IcebergName = null);
