using System.Security.Cryptography;
using Bourse.Catalog;
using Bourse.DuckDb;
using Bourse.Iceberg;
using Bourse.Iceberg.Partitioning;
using Bourse.Iceberg.Schemas;
using Bourse.Pipelines.Lakehouse;
using Bourse.Pipelines.Packs;
using Bourse.Pipelines.Tabular;
using Bourse.Query.Engines;
using Bourse.Query.Sessions;
using Bourse.Query.Workers;

namespace Bourse.Pipelines.Ingestion;

/// <summary>
/// Brings source files into bronze tables as they are: every column as text under its own heading, a blank as null, and where each row came from. It
/// repairs and drops nothing; that is silver's work.
/// </summary>
/// <param name="lakehouse">The tables.</param>
/// <param name="engine">What reads the files.</param>
public sealed class BronzeIngestion(LakehouseTables lakehouse, IFileEngine engine)
{
    /// <summary>The columns added to those of the file.</summary>
    public static IReadOnlyList<string> OriginColumns { get; } = ["_source_file", "_source_sha256", "_loaded_at", "_row_number"];

    private const string SourceProperty = "bourse.source.";

    /// <summary>
    /// Appends a file to its table, once: 1. the file must have the recorded digest; 2. a table that has it already is left alone; 3. the heading must be
    /// the table's; 4. rows and the record of the file become visible in one commit.
    /// </summary>
    /// <exception cref="PipelineException">The digest differs, the file is broken or its heading is not the table's, or another run came first.</exception>
    public async Task<IngestionOutcome> IngestAsync(PackSource source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        await RequireDigestAsync(source, cancellationToken);
        var existing = await lakehouse.FindAsync(source.Table, cancellationToken);
        if (existing is not null && existing.Metadata.Properties.ContainsKey(SourceProperty + source.Sha256))
            return new IngestionOutcome.AlreadyThere(source.Table);
        var heading = CsvHeading.Read(source.File, source.Format);
        var schema = SchemaOf(source, heading);
        if (existing is not null)
            schema = RequireSameColumns(existing, schema, source);
        var table = existing ?? await lakehouse.FindOrCreateAsync(source.Table, schema, PartitionSpec.Unpartitioned, cancellationToken);
        return await AppendAsync(source, heading, table, cancellationToken);
    }

    private static async Task RequireDigestAsync(PackSource source, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(source.File, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, useAsync: true);
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        if (digest != source.Sha256)
        {
            throw new PipelineException(
                $"{source.Name} is not the file that {PackReader.FileName} records: its SHA-256 is {digest} and {source.Sha256} was expected. " +
                "Restore the file, or record the new digest after checking what changed.");
        }
    }

    private static Schema SchemaOf(PackSource source, IReadOnlyList<string> heading)
    {
        if (heading.FirstOrDefault(name => OriginColumns.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } taken)
            throw new PipelineException($"{source.Name}: the heading names '{taken}', which is kept for where rows came from.");
        var types = heading.Select(name => (Name: name, Type: (IcebergType)new IcebergType.String()))
            .Concat([(OriginColumns[0], new IcebergType.String()), (OriginColumns[1], new IcebergType.String())])
            .Concat([(OriginColumns[2], new IcebergType.TimestampTz()), (OriginColumns[3], new IcebergType.Long())]);
        return new Schema(0, types.Select((each, i) => new NestedField(i + 1, each.Name, each.Type, Required: false)).ToValueList());
    }

    private static Schema RequireSameColumns(CatalogTable table, Schema schema, PackSource source)
    {
        var current = table.Metadata.CurrentSchema;
        var has = current.Fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var gives = schema.Fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        if (has.SetEquals(gives))
            return current;
        throw new PipelineException(
            $"{source.Name} has other columns than {source.Table}: more: {Names(gives.Except(has))}; missing: {Names(has.Except(gives))}. " +
            "Send it to a table of its own; silver can read both.");
    }

    private static string Names(IEnumerable<string> names) =>
        names.ToList() is { Count: > 0 } some ? string.Join(", ", some.Order(StringComparer.Ordinal)) : "none";

    private async Task<IngestionOutcome> AppendAsync(
        PackSource source, IReadOnlyList<string> heading, CatalogTable table, CancellationToken cancellationToken)
    {
        var schema = table.Metadata.CurrentSchema;
        using var session = TableSession.Open([], new SessionOptions { Directories = lakehouse.WritableDirectories });
        using var rows = await OpenAsync(source, heading, cancellationToken);
        try
        {
            var order = new[] { schema.FindColumn(OriginColumns[3])!.Id }.ToValueList();
            var files = await lakehouse.WriteAsync(session, table, schema, order, WithOrigin(source, rows.GiveTo(session.Connection)), cancellationToken);
            // The engine opened the file after it was hashed: what it read must be what was hashed.
            await RequireDigestAsync(source, cancellationToken);
            var properties = table.Metadata.Properties.With(SourceProperty + source.Sha256, source.Name);
            var next = await lakehouse.CommitAsync(
                table, null, transaction => transaction.Append(files).SetProperties(properties), cancellationToken);
            return new IngestionOutcome.Ingested(source.Table, files.Sum(file => file.RecordCount), next.CurrentSnapshotId!.Value);
        }
        catch (DuckDbException e)
        {
            throw Failed(source, rows.Cause(e));
        }
    }

    private async Task<TabularRows> OpenAsync(PackSource source, IReadOnlyList<string> heading, CancellationToken cancellationToken)
    {
        try
        {
            return await TabularRows.OpenAsync(engine, source.File, path => SelectSql(path, source.Format, heading), cancellationToken);
        }
        catch (Exception e) when (e is DuckDbException or WorkerException)
        {
            throw Failed(source, e);
        }
    }

    private static PipelineException Failed(PackSource source, Exception e)
    {
        var what = e is DuckDbException { Type: DuckDbErrorType.InvalidInput or DuckDbErrorType.Conversion } ? "cannot be read as CSV" : "could not be loaded";
        return new PipelineException($"{source.Name} {what}: {e.Message.Split('\n')[0]}", e) { IsTransient = e is DuckDbException { IsTransient: true } };
    }

    /// <summary>The engine guesses nothing: names come from the heading, every field is text, a row with more or fewer fields is an error.</summary>
    private static string SelectSql(string file, CsvFormat format, IReadOnlyList<string> heading)
    {
        var structOfTypes = "{" + string.Join(", ", heading.Select(name => $"{Sql.Literal(name)}: 'VARCHAR'")) + "}";
        return
            $"""
            SELECT * FROM read_csv([{Sql.Literal(Sql.Path(file))}], {Sql.NoPathColumns}, auto_detect = false, header = true, columns = {structOfTypes},
                delim = {Sql.Literal(format.Delimiter.ToString())}, quote = '"', escape = '"', nullstr = '', strict_mode = true)
            """;
    }

    private string WithOrigin(PackSource source, string rows) =>
        $"""
        SELECT *, {Sql.Literal(source.Name)} AS _source_file, {Sql.Literal(source.Sha256)} AS _source_sha256,
            {Sql.Literal(lakehouse.Clock.GetUtcNow())} AS _loaded_at, row_number() OVER () AS _row_number
        FROM ({rows})
        """;
}
