using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Bourse.Access.Identity;
using Bourse.Access.Signing;
using Bourse.Catalog.Objects;
using Bourse.Storage.Checksums;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace Bourse.Server.Protocols.S3;

/// <summary>
/// Takes a body in as it arrives: out of its chunks and verified by <see cref="PayloadVerification"/>, counted, compared with every digest that was sent with it. Memory
/// does not grow with the body; a sender slower than 16 KiB/s, or one whose session ends meanwhile, is cut off. What it gives is whole and verified, or an error.
/// </summary>
internal sealed class UploadReader(TimeProvider time)
{
    /// <summary>The longest body of one request, in bytes: S3's 5 GiB.</summary>
    public const long BytesMax = 5L * 1024 * 1024 * 1024;

    private const long ChunkOverheadMax = 1L * 1024 * 1024 * 1024;
    private const double BytesPerSecondMin = 16 * 1024;
    private const int FlushBytes = 256 * 1024;
    private const int Md5Bytes = 16;
    private static readonly TimeSpan RateGracePeriod = TimeSpan.FromSeconds(10);

    /// <summary>Takes a body in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who sends it.</param>
    /// <param name="payload">Verifies it.</param>
    /// <param name="objects">Where it goes.</param>
    /// <param name="algorithm">The checksum's header to compute where the request sends no checksum; null for none.</param>
    public async Task<(Upload? Upload, S3Error? Error)> ReadAsync(
        HttpContext context, Caller caller, PayloadVerification payload, SourceObjects objects, string? algorithm)
    {
        var (expected, error) = Expect(context, payload, algorithm);
        if (error is not null)
            return (null, error);
        AllowLong(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var sessionEnd = time.CreateTimer(_ => ending.Cancel(), null, Remaining(caller), Timeout.InfiniteTimeSpan);
        var staged = objects.Stage();
        try
        {
            using var running = expected.ChecksumName is { } name ? RunningChecksum.Start(name) : null;
            if (await CopyAsync(context, payload, staged, running, ending.Token) is { } failed)
                return await RefuseAsync(staged, S3Error.Authentication(failed.Code, failed.Message));
            return Mistake(expected, staged, running) is { } mistake
                ? await RefuseAsync(staged, mistake)
                : (new Upload(staged, running is null ? null : new ObjectChecksum(expected.ChecksumName!, running.Value()), expected.IsSent), null);
        }
        catch
        {
            await staged.DisposeAsync();
            throw;
        }
    }

    private static (Expected Expected, S3Error? Error) Expect(HttpContext context, PayloadVerification payload, string? algorithm)
    {
        var headers = context.Request.Headers;
        var length = payload.ContentLength ?? context.Request.ContentLength;
        if (length is not { } bytes)
            return (default, S3Error.MissingContentLength);
        if (bytes > BytesMax)
            return (default, S3Error.EntityTooLarge);
        byte[]? md5 = null;
        if (headers.ContentMD5.Count > 0 && !TryMd5(headers.ContentMD5.ToString(), out md5))
            return (default, S3Error.InvalidDigest);
        var (sent, error) = ObjectHeaders.ReadChecksum(headers);
        if (error is not null || (sent is not null && payload.Trailing is not null))
            return (default, error ?? S3Error.OneChecksum);
        return (new Expected(bytes, md5, sent?.Name ?? payload.Trailing?.Key ?? algorithm, sent?.Value, sent is not null || payload.Trailing is not null), null);
    }

    private static async Task<SigV4Outcome.Failed?> CopyAsync(
        HttpContext context, PayloadVerification payload, StagedObject staged, RunningChecksum? running, CancellationToken cancellation)
    {
        var content = new ArrayBufferWriter<byte>(FlushBytes * 2);
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await ReadAsync(body, cancellation);
            SigV4Outcome.Failed? failed = null;
            foreach (var segment in read.Buffer)
            {
                failed ??= payload.Write(segment.Span, content);
                if (failed is null && content.WrittenCount >= FlushBytes)
                    await FlushAsync(content, staged, running, cancellation);
            }
            body.AdvanceTo(read.Buffer.End);
            if (failed is not null)
                return failed;
            if (read.IsCompleted)
                break;
        }
        await FlushAsync(content, staged, running, cancellation);
        return payload.Complete();
    }

    private static async ValueTask<System.IO.Pipelines.ReadResult> ReadAsync(System.IO.Pipelines.PipeReader body, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAsync(cancellation);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            // The listener's word for a client that went away.
            throw new BadHttpRequestException("The body breaks off or is malformed.", broken);
        }
    }

    private static async ValueTask FlushAsync(ArrayBufferWriter<byte> content, StagedObject staged, RunningChecksum? running, CancellationToken cancellation)
    {
        running?.Append(content.WrittenSpan);
        await staged.WriteAsync(content.WrittenMemory, cancellation);
        content.ResetWrittenCount();
    }

    private static S3Error? Mistake(Expected expected, StagedObject staged, RunningChecksum? running)
    {
        if (staged.Length != expected.Length)
            return S3Error.Authentication(SigV4FailureCode.IncompleteBody, "The body does not have the length that was said.");
        if (expected.Md5 is { } md5 && !staged.Md5.SequenceEqual(md5))
            return S3Error.BadDigest("Content-MD5");
        return expected.Checksum is { } sent && sent != running!.Value() ? S3Error.BadDigest(expected.ChecksumName!) : null;
    }

    private static void AllowLong(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = BytesMax + ChunkOverheadMax;
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = new MinDataRate(BytesPerSecondMin, RateGracePeriod);
    }

    private static bool TryMd5(string text, [NotNullWhen(true)] out byte[]? md5)
    {
        md5 = new byte[Md5Bytes];
        return Convert.TryFromBase64String(text, md5, out var written) && written == Md5Bytes;
    }

    private TimeSpan Remaining(Caller caller)
    {
        var left = caller.ExpiresAt - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static async Task<(Upload?, S3Error?)> RefuseAsync(StagedObject staged, S3Error error)
    {
        await staged.DisposeAsync();
        return (null, error);
    }

    private readonly record struct Expected(long Length, byte[]? Md5, string? ChecksumName, string? Checksum, bool IsSent);
}
