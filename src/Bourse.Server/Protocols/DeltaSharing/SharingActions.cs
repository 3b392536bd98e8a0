using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bourse.Exchange.Reading;
using Bourse.Projection;

namespace Bourse.Server.Protocols.DeltaSharing;

/// <summary>
/// Writes the actions of an answer, one JSON document a line, in Parquet format or in Delta format (PROTOCOL.md, "API Response Actions"). Lines are gathered in
/// <paramref name="output"/>; the caller sends them.
/// </summary>
/// <param name="output">Takes the lines.</param>
/// <param name="isDelta">In Delta format.</param>
/// <param name="linkTo">The address of an object, good until <paramref name="linksEnd"/>.</param>
/// <param name="linksEnd">When links end.</param>
[SuppressMessage("Design", "CA1001", Justification = "The writer holds nothing once a line is flushed.")]
internal sealed class SharingActions(ArrayBufferWriter<byte> output, bool isDelta, Func<ProjectedObject, string> linkTo, DateTimeOffset linksEnd)
{
    private readonly Utf8JsonWriter _json = new(output);

    /// <summary>What a reader must know.</summary>
    public void Protocol(DeltaSchema schema) => Line("protocol", () =>
    {
        if (!isDelta)
        {
            _json.WriteNumber("minReaderVersion", 1);
            return;
        }
        _json.WriteStartObject("deltaProtocol");
        if (schema.NtzColumn is null)
        {
            _json.WriteNumber("minReaderVersion", 1);
            _json.WriteNumber("minWriterVersion", 4);
        }
        else
        {
            _json.WriteNumber("minReaderVersion", 3);
            _json.WriteNumber("minWriterVersion", 7);
            WriteTexts("readerFeatures", ["timestampNtz"]);
            WriteTexts("writerFeatures", ["timestampNtz", "changeDataFeed"]);
        }
        _json.WriteEndObject();
    });

    /// <summary>The table at a version.</summary>
    public void Metadata(TableRevision revision, DeltaSchema schema) => Line("metaData", () =>
    {
        _json.WriteNumber("version", revision.Number);
        _json.WriteNumber("size", revision.SizeBytes);
        _json.WriteNumber("numFiles", revision.FileCount);
        WriteTexts("accessModes", ["url"]);
        if (isDelta)
            _json.WriteStartObject("deltaMetadata");
        _json.WriteString("id", revision.Table.Uuid);
        _json.WriteString("name", revision.Table.Table.Value);
        _json.WriteStartObject("format");
        _json.WriteString("provider", "parquet");
        if (isDelta)
        {
            _json.WriteStartObject("options");
            _json.WriteEndObject();
        }
        _json.WriteEndObject();
        _json.WriteString("schemaString", schema.Json);
        WriteTexts("partitionColumns", []);
        _json.WriteStartObject("configuration");
        _json.WriteString(isDelta ? "delta.enableChangeDataFeed" : "enableChangeDataFeed", "true");
        if (schema.LeftOut.Count > 0)
            _json.WriteString("bourse.columnsLeftOut", string.Join(", ", schema.LeftOut));
        _json.WriteEndObject();
        if (isDelta)
            _json.WriteEndObject();
    });

    /// <summary>A file of a snapshot.</summary>
    public void File(RevisionFile file, TableRevision revision, DeltaSchema schema) =>
        File("file", "add", file.Object, revision, DeltaStatistics.Of(file.Described, schema));

    /// <summary>A file that came with a version.</summary>
    public void Added(RevisionFile file, TableRevision revision, DeltaSchema schema) =>
        File("add", "add", file.Object, revision, DeltaStatistics.Of(file.Described, schema));

    /// <summary>A file that went with a version.</summary>
    public void Removed(RevisionFile file, TableRevision revision) => File("remove", "remove", file.Object, revision, null);

    /// <summary>The file of rows that changed with a version.</summary>
    public void Changes(ProjectedObject file, TableRevision revision) => File("cdf", "cdc", file, revision, null);

    /// <summary>The end of the answer.</summary>
    /// <param name="refreshToken">By which the links can be had again; null for none.</param>
    public void End(string? refreshToken) => Line("endStreamAction", () =>
    {
        if (refreshToken is not null)
            _json.WriteString("refreshToken", refreshToken);
        _json.WriteNumber("minUrlExpirationTimestamp", linksEnd.ToUnixTimeMilliseconds());
    });

    private void File(string parquetName, string deltaName, ProjectedObject file, TableRevision revision, string? statistics)
    {
        // The name in the table's folder: an HMAC of the bytes, or the number of the version that changed.
        var id = file.Key[(file.Key.IndexOf('/', file.Key.IndexOf('/', StringComparison.Ordinal) + 1) + 1)..];
        var url = linkTo(file);
        Line(isDelta ? "file" : parquetName, () =>
        {
            _json.WriteString("id", id);
            _json.WriteNumber("version", revision.Number);
            _json.WriteNumber("timestamp", revision.Snapshot.TimestampMs);
            _json.WriteNumber("expirationTimestamp", linksEnd.ToUnixTimeMilliseconds());
            if (isDelta)
            {
                _json.WriteNumber("size", file.Length);
                _json.WriteStartObject("deltaSingleAction");
                _json.WriteStartObject(deltaName);
            }
            _json.WriteString(isDelta ? "path" : "url", url);
            _json.WriteStartObject("partitionValues");
            _json.WriteEndObject();
            _json.WriteNumber("size", file.Length);
            if (statistics is not null)
                _json.WriteString("stats", statistics);
            if (isDelta)
            {
                WriteDelta(deltaName, revision.Snapshot.TimestampMs);
                _json.WriteEndObject();
                _json.WriteEndObject();
            }
        });
    }

    // https://github.com/delta-io/delta/blob/master/PROTOCOL.md#actions
    private void WriteDelta(string name, long timeMs)
    {
        _json.WriteBoolean("dataChange", name != "cdc");
        if (name == "add")
            _json.WriteNumber("modificationTime", timeMs);
        if (name == "remove")
        {
            _json.WriteNumber("deletionTimestamp", timeMs);
            _json.WriteBoolean("extendedFileMetadata", true);
        }
    }

    private void WriteTexts(string name, IEnumerable<string> texts)
    {
        _json.WriteStartArray(name);
        foreach (var text in texts)
            _json.WriteStringValue(text);
        _json.WriteEndArray();
    }

    private void Line(string name, Action write)
    {
        _json.WriteStartObject();
        _json.WriteStartObject(name);
        write();
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
        _json.Reset();
    }
}
