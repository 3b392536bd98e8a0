using Bourse.Access.Credentials;
using Bourse.Exchange.Reading;
using Bourse.Iceberg;
using Bourse.Projection;
using Bourse.Server.Authentication;
using Bourse.Server.Hosting;
using Bourse.Server.Protocols.DeltaSharing.Hints;
using Microsoft.AspNetCore.Http;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>One table: its version, its metadata, its files, its changes.</summary>
internal sealed class SharedTableEndpoints(ClientReads reads, TableRevisions revisions, ObjectLinks links, ListenerAddresses addresses)
{
    private const string IgnoredHintsHeader = "bourse-ignored-hints";

    /// <summary><c>GET /shares/{share}/schemas/{schema}/tables/{table}/version</c></summary>
    public async Task VersionAsync(HttpContext context)
    {
        var time = SharingQuery.Time(context, "startingTimestamp");
        var versions = await VersionsAsync(context);
        var version = time is { } from ? versions.FirstFrom("startingTimestamp", from) : versions.Newest;
        context.Response.Headers[SharingAnswer.VersionHeader] = version.Number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "no-store";
    }

    /// <summary><c>GET /shares/{share}/schemas/{schema}/tables/{table}/metadata</c></summary>
    public async Task MetadataAsync(HttpContext context)
    {
        var capabilities = SharingCapabilities.Of(context);
        var (version, time) = (SharingQuery.Number(context, "version"), SharingQuery.Time(context, "timestamp"));
        var revision = (await VersionsAsync(context)).Of(new SharingQueryBody { Version = version, Timestamp = time });
        var answer = Begin(context, capabilities, revision, revision);
        if (capabilities.WantsEnd)
            answer.Actions.End(null);
        await answer.FinishAsync();
    }

    /// <summary><c>POST /shares/{share}/schemas/{schema}/tables/{table}/query</c></summary>
    public async Task QueryAsync(HttpContext context)
    {
        var capabilities = SharingCapabilities.Of(context);
        var body = await SharingQueryBody.ReadAsync(context);
        var versions = await VersionsAsync(context);
        if (body.StartingVersion is { } start)
        {
            await FilesSinceAsync(context, capabilities, versions.Range(start, null, body.EndingVersion, null));
            return;
        }
        var revision = versions.Of(body);
        var schema = DeltaSchema.Of(revision.Schema);
        var hints = QueryHints.Of(body, schema);
        var files = Limited(await revisions.PlanAsync(revision, hints.Condition, context.RequestAborted), body.LimitHint);
        if (hints.Ignored.Count > 0)
            context.Response.Headers[IgnoredHintsHeader] = string.Join(", ", hints.Ignored);
        var wantsEnd = capabilities.WantsEnd || body.IncludeRefreshToken;
        var answer = Begin(context, capabilities with { WantsEnd = wantsEnd }, revision, revision);
        foreach (var file in files)
        {
            answer.Actions.File(file, revision, schema);
            await answer.SendAsync();
        }
        if (wantsEnd)
            answer.Actions.End(body.IncludeRefreshToken ? RefreshToken.Of(revision) : null);
        await answer.FinishAsync();
    }

    /// <summary><c>GET /shares/{share}/schemas/{schema}/tables/{table}/changes</c></summary>
    public async Task ChangesAsync(HttpContext context)
    {
        var capabilities = SharingCapabilities.Of(context);
        var (startVersion, startTime) = (SharingQuery.Number(context, "startingVersion"), SharingQuery.Time(context, "startingTimestamp"));
        var (endVersion, endTime) = (SharingQuery.Number(context, "endingVersion"), SharingQuery.Time(context, "endingTimestamp"));
        var withHistory = SharingQuery.Flag(context, "includeHistoricalMetadata");
        var range = (await VersionsAsync(context)).Range(startVersion, startTime, endVersion, endTime);
        if (!withHistory)
            RequireOneReading(range);
        var steps = new List<(TableRevision Revision, RevisionFileChanges Files, ProjectedObject? Changes)>();
        foreach (var revision in range)
        {
            // Made before the answer begins, so that what fails is answered as an error.
            var files = await revisions.CompareAsync(revision, context.RequestAborted);
            steps.Add((revision, files, files.Removed.Count == 0 ? null : await ChangeFileAsync(revision, context.RequestAborted)));
        }
        var answer = Begin(context, capabilities, range[0], withHistory ? range[0] : range[^1]);
        foreach (var (revision, files, changes) in steps)
        {
            if (withHistory && revision != range[0] && !revision.Schema.Equals(revision.Before!.Schema))
                answer.Actions.Metadata(revision, DeltaSchema.Of(revision.Schema));
            if (changes is not null)
                answer.Actions.Changes(changes, revision);
            foreach (var file in files.Removed.Count == 0 ? files.Added : [])
            {
                answer.Actions.Added(file, revision, DeltaSchema.Of(revision.Schema));
                await answer.SendAsync();
            }
        }
        if (capabilities.WantsEnd)
            answer.Actions.End(null);
        await answer.FinishAsync();
    }

    // What streams read: files that came and went, version by version.
    private async Task FilesSinceAsync(HttpContext context, SharingCapabilities capabilities, IReadOnlyList<TableRevision> range)
    {
        RequireOneReading(range);
        var answer = Begin(context, capabilities, range[0], range[^1]);
        foreach (var revision in range)
        {
            var (files, schema) = (await revisions.CompareAsync(revision, context.RequestAborted), DeltaSchema.Of(revision.Schema));
            foreach (var file in files.Removed)
                answer.Actions.Removed(file, revision);
            foreach (var file in files.Added)
            {
                answer.Actions.Added(file, revision, schema);
                await answer.SendAsync();
            }
        }
        if (capabilities.WantsEnd)
            answer.Actions.End(null);
        await answer.FinishAsync();
    }

    private async Task<SharingVersions> VersionsAsync(HttpContext context)
    {
        var (product, table) = (SharingPath.Share(context), SharingPath.Table(context));
        var outcome = await reads.QueryTableAsync(context.Caller(), product, table, context.RequestContext(ShareEndpoints.Protocol), context.RequestAborted);
        if (outcome is not ReadOutcome<ProjectedTable>.Found { Value: var projected })
            throw new SharingFault(SharingError.Of(outcome));
        return SharingPath.HasSchema(context) ? new SharingVersions(revisions.Of(projected)) : throw new SharingFault(SharingError.NotFound);
    }

    private SharingAnswer Begin(HttpContext context, SharingCapabilities capabilities, TableRevision version, TableRevision described)
    {
        var schema = DeltaSchema.Of(described.Schema);
        var answer = new SharingAnswer(context, links, addresses, version, capabilities.AnswersDelta(schema), capabilities.WantsEnd);
        answer.Actions.Protocol(schema);
        answer.Actions.Metadata(described, schema);
        return answer;
    }

    private async Task<ProjectedObject?> ChangeFileAsync(TableRevision revision, CancellationToken cancellation)
    {
        try
        {
            return await revisions.ChangesAsync(revision, cancellation);
        }
        catch (IcebergFormatException taken)
        {
            throw new SharingFault(SharingError.Unsupported($"The changes of version {revision.Number} cannot be given: {taken.Message}"));
        }
    }

    // Files are read by name with the columns of the last version, so those of all the others have to be among them as they were.
    private static void RequireOneReading(IReadOnlyList<TableRevision> range)
    {
        foreach (var (before, after) in range.Zip(range.Skip(1)))
        {
            if (!DeltaSchema.Reads(after.Schema, before.Schema))
            {
                throw new SharingFault(SharingError.Invalid(
                    $"Version {after.Number} dropped, renamed or retyped a column, so files before and after it are not read as one: "
                    + $"end at {before.Number}, and begin again at {after.Number}."));
            }
        }
    }

    private static IReadOnlyList<RevisionFile> Limited(IReadOnlyList<RevisionFile> files, long? limit)
    {
        if (limit is not { } rowsWanted)
            return files;
        long rows = 0;
        return [.. files.TakeWhile(file => (rows += file.Described.RecordCount) - file.Described.RecordCount < rowsWanted)];
    }
}
