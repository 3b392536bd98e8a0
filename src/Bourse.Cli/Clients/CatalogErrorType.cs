using System.Text.Json;

namespace Bourse.Cli.Clients;

/// <summary>The type in an error document of an Iceberg REST catalogue, such as <c>ForbiddenException</c>.</summary>
internal static class CatalogErrorType
{
    /// <summary>Reads a body; empty when it is no such document.</summary>
    public static string Of(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("error").GetProperty("type").GetString() ?? "";
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "";
        }
    }
}
