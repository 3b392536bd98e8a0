using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Http;

/// <summary>Writes one JSON document as an answer.</summary>
internal static class JsonBody
{
    /// <summary>Renders a document into memory, so that a failure while rendering cannot leave half an answer.</summary>
    public static ReadOnlyMemory<byte> Render(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
            write(writer);
        return buffer.WrittenMemory;
    }

    /// <summary>Answers a document.</summary>
    public static Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body, string contentType = "application/json") =>
        BodyWriter.WriteAsync(context, status, contentType, body);
}
