namespace Bourse.Iceberg.Parquet;

/// <summary>Reads one field into the target.</summary>
internal delegate void ThriftFieldReader<in T>(ref ThriftReader reader, T target, int id, ThriftType type);
