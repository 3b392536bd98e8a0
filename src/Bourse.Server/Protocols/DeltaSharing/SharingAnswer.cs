using System.Buffers;
using System.Globalization;
using Bourse.Access.Credentials;
using Bourse.Access.Resources;
using Bourse.Exchange.Reading;
using Bourse.Server.Authentication;
using Bourse.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>An answer of lines that is under way: its headers are set, its actions are written, and what has gathered is sent.</summary>
internal sealed class SharingAnswer
{
    /// <summary>Where the version of an answer stands.</summary>
    public const string VersionHeader = "Delta-Table-Version";

    private const string IdHashHeader = "fileidhash";
    private const int SendBytes = 64 * 1024;

    private readonly HttpContext _context;
    private readonly ArrayBufferWriter<byte> _gathered = new(SendBytes);

    /// <summary>Begins an answer.</summary>
    /// <param name="context">The request.</param>
    /// <param name="links">Makes links.</param>
    /// <param name="addresses">Where links lead.</param>
    /// <param name="revision">The version in the header.</param>
    /// <param name="isDelta">In Delta format.</param>
    /// <param name="withEnd">Whether an end is announced.</param>
    /// <exception cref="SharingFault">The request asks for file ids of a kind that does not exist.</exception>
    public SharingAnswer(HttpContext context, ObjectLinks links, ListenerAddresses addresses, TableRevision revision, bool isDelta, bool withEnd)
    {
        _context = context;
        var (caller, end) = (context.Caller(), links.NextEnd());
        var prefix = addresses.Open.GetLeftPart(UriPartial.Authority) + LinkedFileEndpoint.Prefix;
        Actions = new SharingActions(
            _gathered, isDelta,
            item => prefix + links.Issue(caller, new Resource.StoredObject(revision.Table.Product, revision.Table.Table, item.Key), end) + LinkedFileEndpoint.Suffix,
            end);
        var headers = context.Response.Headers;
        if (context.Request.Headers[IdHashHeader].ToString().ToLowerInvariant() is { Length: > 0 } scheme)
        {
            headers[IdHashHeader] = scheme is "parquet" or "delta" ? scheme : throw new SharingFault(SharingError.Invalid($"{IdHashHeader}: must be parquet or delta."));
        }
        headers[VersionHeader] = revision.Number.ToString(CultureInfo.InvariantCulture);
        headers[SharingCapabilities.Header] = $"responseformat={(isDelta ? "delta" : "parquet")}{(withEnd ? ";includeendstreamaction=true" : "")}";
        // Links are in it.
        headers.CacheControl = "no-store";
        context.Response.ContentType = "application/x-ndjson; charset=utf-8";
    }

    /// <summary>Takes the actions.</summary>
    public SharingActions Actions { get; }

    /// <summary>Sends what has gathered, when it is enough to be worth it.</summary>
    public ValueTask SendAsync() => _gathered.WrittenCount >= SendBytes ? FinishAsync() : ValueTask.CompletedTask;

    /// <summary>Sends what is left.</summary>
    public async ValueTask FinishAsync()
    {
        await _context.Response.Body.WriteAsync(_gathered.WrittenMemory, _context.RequestAborted);
        _gathered.ResetWrittenCount();
    }
}
