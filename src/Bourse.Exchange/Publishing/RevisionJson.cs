using System.Text.Json;
using System.Text.Json.Serialization;
using Bourse.Access.Resources;

namespace Bourse.Exchange.Publishing;

/// <summary>A revision as the document it is kept as.</summary>
internal static class RevisionJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new ProductNameConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string Write(Revision revision) => JsonSerializer.Serialize(revision, Options);

    public static Revision Parse(string document) => JsonSerializer.Deserialize<Revision>(document, Options)!;

    private sealed class ProductNameConverter : JsonConverter<ProductName>
    {
        public override ProductName Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ProductName.Parse(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, ProductName value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
