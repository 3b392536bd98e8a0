using System.Globalization;
using Bourse.Catalog.Objects;
using Bourse.Exchange.Providers;
using Bourse.Storage.Checksums;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.S3;

/// <summary>Uploads in parts to the provider's bucket.</summary>
internal sealed class SourceUploads(ProviderObjects provider, TimeProvider time)
{
    private const string ChecksumTypeHeader = "x-amz-checksum-type";
    private const string AlgorithmHeader = "x-amz-checksum-algorithm";
    private const string Composite = "COMPOSITE";
    private const int PartNumberMax = 10_000;
    private readonly UploadReader _reader = new(time);
    private readonly CopySource _copies = new(provider);

    public async Task CreateAsync(SourceRequest ask)
    {
        if (await ask.ReadDocumentAsync() is null || await SourceWriting.ReadHeadersAsync(ask) is not { } said)
            return;
        var (checksum, error) = Kind(ask.Context.Request.Headers);
        if (error is not null)
        {
            await ask.ErrorAsync(error);
            return;
        }
        if (await WriteAsync(ask) is not { } objects)
            return;
        var upload = await objects.Uploads.CreateAsync(
            ask.Request.Key, ask.Caller.Principal.ToString(), said.Description with { Checksum = checksum }, said.Tags, ask.Cancellation);
        if (checksum is not null)
        {
            ask.Context.Response.Headers[AlgorithmHeader] = S3Xml.ChecksumElement(checksum.Name)["Checksum".Length..];
            ask.Context.Response.Headers[ChecksumTypeHeader] = ObjectResponse.TypeOf(checksum);
        }
        await ask.AnswerAsync(SourceXml.Begun(provider.Bucket, upload));
    }

    public async Task PutPartAsync(SourceRequest ask)
    {
        if (await FindAsync(ask) is not var (objects, upload, number))
            return;
        var (received, error) = await _reader.ReadAsync(ask.Context, ask.Caller, ask.Payload!, objects, upload.Description.Checksum?.Name);
        if (received is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        await using (received)
        {
            if (await WriteAsync(ask) is null)
                return;
            if (received.Checksum is { } sent && upload.Description.Checksum is { } kind && sent.Name != kind.Name)
            {
                await ask.ErrorAsync(S3Error.InvalidRequest(
                    $"Checksum Type mismatch occurred, expected checksum Type: {kind.Name}, actual checksum Type: {sent.Name}"));
                return;
            }
            var kept = upload.Description.Checksum is null ? null : received.Checksum?.Value;
            if (await KeepAsync(ask, objects, upload, number, received.Staged, kept) is { } part)
                SourceWriting.Describe(ask.Context.Response, part.ETag, received.Checksum);
        }
    }

    public async Task CopyPartAsync(SourceRequest ask)
    {
        if (await ask.ReadDocumentAsync() is null || await FindAsync(ask) is not var (objects, upload, number) || await _copies.FindAsync(ask, objects) is not { } source)
            return;
        var (offset, length, error) = CopySource.Range(ask.Context.Request.Headers, source);
        if (error is not null)
        {
            await ask.ErrorAsync(error);
            return;
        }
        await using var staged = objects.Stage();
        var checksum = await CopySource.CopyAsync(objects, source, offset, length, staged, upload.Description.Checksum?.Name, ask.Cancellation);
        if (await KeepAsync(ask, objects, upload, number, staged, checksum?.Value) is { } part)
            await ask.AnswerAsync(SourceXml.CopiedPart(part));
    }

    public async Task CompleteAsync(SourceRequest ask)
    {
        if (await ask.ReadDocumentAsync() is not { } body)
            return;
        var (condition, error) = ObjectHeaders.ReadCondition(ask.Context.Request.Headers);
        var (expected, twoChecksums) = ObjectHeaders.ReadChecksum(ask.Context.Request.Headers);
        var parts = S3Documents.Parts(body);
        if (condition is null || parts is null || twoChecksums is not null)
        {
            await ask.ErrorAsync(error ?? twoChecksums ?? S3Error.MalformedXml);
            return;
        }
        if (await WriteAsync(ask) is not { } objects)
            return;
        var written = await objects.Uploads.CompleteAsync(ask.Request.Key, ask.Query["uploadId"]!, parts, condition, ask.Cancellation, expected);
        if (await ask.DoneAsync(written) is { Object: { } item })
            await ask.AnswerAsync(SourceXml.Completed($"{ask.Context.Request.Scheme}://{ask.Context.Request.Host}{ask.Context.Request.Path}", provider.Bucket, item));
    }

    public async Task AbortAsync(SourceRequest ask)
    {
        if (await WriteAsync(ask) is not { } objects)
            return;
        if (await objects.Uploads.AbortAsync(ask.Request.Key, ask.Query["uploadId"]!, ask.Cancellation))
            ask.Empty(StatusCodes.Status204NoContent);
        else
            await ask.ErrorAsync(S3Error.NoSuchUpload);
    }

    public async Task ListPartsAsync(SourceRequest ask)
    {
        var (query, error) = PartsQuery.Parse(ask.Query);
        if (query is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        if (await ask.FoundAsync(await provider.ListAsync(ask.Caller, ask.Request.Key, ask.Recorded, ask.Cancellation)) is not { } objects)
            return;
        var id = ask.Query["uploadId"]!;
        var upload = await objects.Uploads.FindAsync(ask.Request.Key, id, ask.Cancellation);
        var parts = await objects.Uploads.PartsAsync(ask.Request.Key, id, query.After, query.MaxParts + 1, ask.Cancellation);
        if (upload is null || parts is null)
        {
            await ask.ErrorAsync(S3Error.NoSuchUpload);
            return;
        }
        var page = parts.Take(query.MaxParts).ToList();
        await ask.AnswerAsync(SourceXml.Parts(provider.Bucket, ask.Caller.Principal.Account, upload, query, page, page.Count < parts.Count));
    }

    public async Task ListAsync(SourceRequest ask)
    {
        var (query, error) = UploadsQuery.Parse(ask.Query);
        if (query is null)
        {
            await ask.ErrorAsync(error!);
            return;
        }
        if (await ask.FoundAsync(await provider.ListAsync(ask.Caller, query.Prefix, ask.Recorded, ask.Cancellation)) is not { } objects)
            return;
        var page = await query.PageAsync(objects.Uploads, ask.Cancellation);
        await ask.AnswerAsync(SourceXml.Uploads(provider.Bucket, ask.Caller.Principal.Account, query, page));
    }

    private async Task<(SourceObjects Objects, MultipartUpload Upload, int Number)?> FindAsync(SourceRequest ask)
    {
        var text = ask.Query[ObjectQuery.PartNumberParameter]!;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > PartNumberMax)
        {
            await ask.ErrorAsync(S3Error.InvalidArgument(
                ObjectQuery.PartNumberParameter, text, "Part number must be an integer between 1 and 10000, inclusive"));
            return null;
        }
        if (await WriteAsync(ask) is not { } objects)
            return null;
        if (await objects.Uploads.FindAsync(ask.Request.Key, ask.Query["uploadId"]!, ask.Cancellation) is { ETag: null } upload)
            return (objects, upload, number);
        await ask.ErrorAsync(S3Error.NoSuchUpload);
        return null;
    }

    private static async Task<UploadPart?> KeepAsync(
        SourceRequest ask, SourceObjects objects, MultipartUpload upload, int number, StagedObject staged, string? checksum)
    {
        if (await objects.Uploads.PutPartAsync(upload.Key, upload.Id, number, staged, checksum, ask.Cancellation) is PartOutcome.Kept { Part: var part })
            return part;
        await ask.ErrorAsync(S3Error.NoSuchUpload);
        return null;
    }

    // Digests of a whole cannot be made of parts' digests, so theirs is always of the parts; CRC-64 is always of the whole; the others are what the client says.
    private static (ObjectChecksum? Kind, S3Error? Error) Kind(IHeaderDictionary headers)
    {
        var (name, error) = ObjectHeaders.ReadAlgorithm(headers, AlgorithmHeader);
        if (name is null)
            return (null, error);
        var type = headers[ChecksumTypeHeader].ToString();
        var ofWhole = type.Length == 0 ? name.EndsWith("crc64nvme", StringComparison.Ordinal) : type != Composite;
        var digest = name.Contains("sha", StringComparison.Ordinal);
        return (ofWhole && digest) || (!ofWhole && name.EndsWith("crc64nvme", StringComparison.Ordinal))
            ? (null, S3Error.InvalidRequest($"The {type} checksum type cannot be used with the {name[RunningChecksum.Prefix.Length..]} checksum algorithm."))
            : (new ObjectChecksum(name, ofWhole ? "" : "-"), null);
    }

    private async Task<SourceObjects?> WriteAsync(SourceRequest ask) =>
        await ask.FoundAsync(await provider.WriteAsync(ask.Caller, ask.Request.Key, ask.Recorded, ask.Cancellation));
}
