using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bourse.Access.Keys;

/// <summary>Writes <c>***</c> and reads nothing: an answer that must carry a secret reveals it by name.</summary>
internal sealed class SecretTextJsonConverter : JsonConverter<SecretText>
{
    public override SecretText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is not read from JSON by binding; read the text and wrap it.");

    public override void Write(Utf8JsonWriter writer, SecretText value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
