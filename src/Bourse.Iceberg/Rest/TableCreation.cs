using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;

namespace Bourse.Iceberg.Rest;

/// <summary>A wish to create an empty table (Iceberg REST OpenAPI, CreateTableRequest).</summary>
/// <param name="Name">The table's name, as it was sent.</param>
/// <param name="Schema">Its columns, field ids as given.</param>
/// <param name="Spec">Its partitions.</param>
/// <param name="Properties">Its settings.</param>
public sealed record TableCreation(string Name, Schema Schema, PartitionSpec Spec, TextDictionary Properties);
