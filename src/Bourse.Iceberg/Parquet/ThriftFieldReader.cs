namespace Bourse.Iceberg.Parquet;

/// <summary>Reads one field into the target; false has it skipped.</summary>
internal delegate bool ThriftFieldReader<in T>(ref ThriftReader reader, T target, int id, ThriftType type);
