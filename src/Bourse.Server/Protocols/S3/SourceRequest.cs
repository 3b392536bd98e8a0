using System.Buffers;
using System.Text;
using Bourse.Access.Authorization;
using Bourse.Access.Identity;
using Bourse.Access.Signing;
using Bourse.Catalog.Objects;
using Bourse.Exchange.Reading;
using Bourse.Server.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bourse.Server.Protocols.S3;

/// <summary>A verified request to the provider's bucket, and the ways it is answered.</summary>
/// <param name="Context">The request.</param>
/// <param name="Caller">Who signed it.</param>
/// <param name="Request">What it asks for.</param>
/// <param name="Query">Its parameters.</param>
/// <param name="Payload">What verifies its body; null when the body was read, and is nothing the operation takes.</param>
internal sealed record SourceRequest(HttpContext Context, Caller Caller, S3Request Request, Parameters Query, PayloadVerification? Payload)
{
    public const string Protocol = "s3";

    private const string Xml = "application/xml";
    private const int KeyBytesMax = 1024;

    // 10,000 parts or 1000 keys, as the longest documents have them.
    private const int DocumentBytesMax = 2 * 1024 * 1024;

    public CancellationToken Cancellation => Context.RequestAborted;

    /// <summary>What its decisions are recorded with.</summary>
    public RequestContext Recorded => new(Context.TraceIdentifier, Protocol);

    /// <summary>What keeps the key from being one.</summary>
    public S3Error? KeyMistake() => MistakeOf(Request.Key);

    /// <summary>What keeps a key from being one.</summary>
    public static S3Error? MistakeOf(string key) =>
        Encoding.UTF8.GetByteCount(key) > KeyBytesMax ? S3Error.KeyTooLong
        : key.Any(char.IsControl) ? S3Error.InvalidArgument("key", key, "Keys here have no control characters.")
        : null;

    /// <summary>What was decided on, or null when the refusal was answered.</summary>
    public async Task<SourceObjects?> FoundAsync(ReadOutcome<SourceObjects> outcome)
    {
        if (outcome is ReadOutcome<SourceObjects>.Found { Value: var objects })
            return objects;
        await ErrorAsync(ErrorOf(outcome));
        return null;
    }

    /// <summary>The whole body of an operation that takes a document or nothing; null when it is not as signed, or too long, which was answered.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadDocumentAsync()
    {
        if (Payload is null)
            return ReadOnlyMemory<byte>.Empty;
        if (Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = DocumentBytesMax;
        var content = new ArrayBufferWriter<byte>();
        var body = await BoundedBody.ReadAsync(Context);
        if ((Payload.Write(body.Span, content) ?? Payload.Complete()) is not { } failed)
            return content.WrittenMemory;
        await ErrorAsync(S3Error.Authentication(failed.Code, failed.Message));
        return null;
    }

    /// <summary>Answers a document, or nothing where it is empty.</summary>
    public Task AnswerAsync(ReadOnlyMemory<byte> document, int status = StatusCodes.Status200OK)
    {
        Context.Response.Headers.CacheControl = "private";
        return BodyWriter.WriteAsync(Context, status, Xml, document);
    }

    /// <summary>Answers without a document.</summary>
    public void Empty(int status) => Context.Response.StatusCode = status;

    /// <summary>Answers an error.</summary>
    public Task ErrorAsync(S3Error error) => S3ErrorShape.WriteAsync(Context, error);

    /// <summary>The object a write came to, or null when it came to an error, which was answered.</summary>
    public async Task<SourceWrite.Done?> DoneAsync(SourceWrite written)
    {
        if (written is SourceWrite.Done done)
            return done;
        await ErrorAsync(ErrorOf(written));
        return null;
    }

    public static S3Error ErrorOf(SourceWrite written) => written switch
    {
        SourceWrite.ConditionFailed failed => S3Error.PreconditionFailed(failed.Condition),
        SourceWrite.Missing => S3Error.NoSuchKey,
        SourceWrite.Protected kept => S3Error.Protected(kept.Reason),
        SourceWrite.NoSuchUpload => S3Error.NoSuchUpload,
        SourceWrite.InvalidPart => S3Error.InvalidPart,
        SourceWrite.WrongChecksum wrong => S3Error.BadDigest(wrong.Name),
        SourceWrite.InvalidPartOrder => S3Error.InvalidPartOrder,
        SourceWrite.PartTooSmall => S3Error.EntityTooSmall,
        _ => throw new InvalidOperationException($"Unknown outcome {written.GetType().Name}."),
    };

    public static S3Error ErrorOf<T>(ReadOutcome<T> outcome) => outcome switch
    {
        ReadOutcome<T>.SessionEnded => S3Error.ExpiredToken,
        ReadOutcome<T>.Unavailable => S3Error.ServiceUnavailable,
        _ => S3Error.AccessDenied,
    };
}
