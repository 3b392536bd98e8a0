using System.Globalization;
using System.Text.Json;
using Bourse.Access.Credentials;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;

namespace Bourse.Server.Protocols.Iceberg;

/// <summary>The REST catalogue's answer documents (Iceberg REST OpenAPI: CatalogConfig, ListNamespacesResponse, LoadTableResult…).</summary>
/// <param name="storageEndpoint">The S3 endpoint clients are told; known once the listeners are bound.</param>
/// <param name="region">The region clients sign for.</param>
/// <param name="prefix">The catalogue's prefix, which is the warehouse's name.</param>
internal sealed class CatalogJson(Func<Uri> storageEndpoint, string region, string prefix)
{
    /// <summary><c>CatalogConfig</c>. The storage endpoint is a default, so that a client behind another address may set its own.</summary>
    /// <param name="named">The prefix of the warehouse that was asked for.</param>
    /// <param name="endpoints">What is offered below it.</param>
    public ReadOnlyMemory<byte> Config(string named, IEnumerable<string> endpoints) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("defaults");
        Storage(json);
        json.WriteEndObject();
        json.WriteStartObject("overrides");
        json.WriteString("prefix", named);
        json.WriteEndObject();
        json.WriteStartArray("endpoints");
        foreach (var endpoint in endpoints)
            json.WriteStringValue(endpoint);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary><c>ListNamespacesResponse</c>.</summary>
    public static ReadOnlyMemory<byte> Namespaces(IEnumerable<string> namespaces) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("namespaces");
        foreach (var named in namespaces)
        {
            json.WriteStartArray();
            json.WriteStringValue(named);
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary><c>GetNamespaceResponse</c>, without properties.</summary>
    public static ReadOnlyMemory<byte> Namespace(string named) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("namespace");
        json.WriteStringValue(named);
        json.WriteEndArray();
        json.WriteStartObject("properties");
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary><c>ListTablesResponse</c>.</summary>
    public static ReadOnlyMemory<byte> Tables(string named, IEnumerable<string> tables, string? next = null) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("identifiers");
        foreach (var table in tables)
        {
            json.WriteStartObject();
            json.WriteStartArray("namespace");
            json.WriteStringValue(named);
            json.WriteEndArray();
            json.WriteString("name", table);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (next is not null)
            json.WriteString("next-page-token", next);
        json.WriteEndObject();
    });

    /// <summary><c>LoadTableResult</c> of a table of the provider's, without keys: its engines sign with their own.</summary>
    public ReadOnlyMemory<byte> LoadSource(string metadataLocation, ReadOnlyMemory<byte> metadata) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteString("metadata-location", metadataLocation);
        json.WritePropertyName("metadata");
        json.WriteRawValue(metadata.Span, skipInputValidation: true);
        json.WriteStartObject("config");
        Storage(json);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    /// <summary><c>LoadTableResult</c>.</summary>
    /// <param name="loaded">The table.</param>
    /// <param name="vend">Whether the client asked for keys.</param>
    /// <param name="quirk">Where this client looks for them.</param>
    public ReadOnlyMemory<byte> LoadTable(LoadedTable loaded, bool vend, ClientQuirk quirk) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        json.WriteString("metadata-location", loaded.Table.MetadataLocation);
        json.WritePropertyName("metadata");
        json.WriteRawValue(loaded.Table.MetadataJson.Span, skipInputValidation: true);
        json.WriteStartObject("config");
        if (vend)
        {
            Keys(json, loaded);
            if (quirk.EndpointInTableConfig)
                json.WriteString("s3.endpoint", Endpoint);
        }
        Addressing(json);
        json.WriteEndObject();
        if (vend)
            StorageCredentials(json, loaded);
        json.WriteEndObject();
    });

    /// <summary><c>LoadCredentialsResponse</c>.</summary>
    public ReadOnlyMemory<byte> Credentials(LoadedTable loaded) => JsonBody.Render(json =>
    {
        json.WriteStartObject();
        StorageCredentials(json, loaded);
        json.WriteEndObject();
    });

    private string Endpoint => storageEndpoint().GetLeftPart(UriPartial.Authority);

    // Exactly one entry: Java's S3FileIO refuses a second whose prefix starts with "s3".
    private void StorageCredentials(Utf8JsonWriter json, LoadedTable loaded)
    {
        json.WriteStartArray("storage-credentials");
        json.WriteStartObject();
        // The trailing slash keeps "nav/" from also opening "nav2/".
        json.WriteString("prefix", $"{loaded.Table.Location.TrimEnd('/')}/");
        json.WriteStartObject("config");
        Keys(json, loaded);
        Storage(json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private void Storage(Utf8JsonWriter json)
    {
        json.WriteString("s3.endpoint", Endpoint);
        Addressing(json);
    }

    private void Addressing(Utf8JsonWriter json)
    {
        json.WriteString("s3.path-style-access", "true");
        json.WriteString("s3.region", region);
        json.WriteString("client.region", region);
    }

    private void Keys(Utf8JsonWriter json, LoadedTable loaded)
    {
        SessionCredentials keys = loaded.Credentials;
        json.WriteString("s3.access-key-id", keys.AccessKeyId);
        json.WriteString("s3.secret-access-key", keys.SecretAccessKey.Utf8);
        json.WriteString("s3.session-token", keys.SessionToken);
        json.WriteString("s3.session-token-expires-at-ms", keys.ExpiresAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        json.WriteString("client.refresh-credentials-endpoint", $"v1/{prefix}/namespaces/{loaded.Table.Product}/tables/{loaded.Table.Table}/credentials");
    }
}
