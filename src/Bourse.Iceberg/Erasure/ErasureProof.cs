using System.Text;
using Bourse.DuckDb;
using Bourse.Iceberg.Json;
using Bourse.Iceberg.Maintenance;
using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Puffin;
using Bourse.Iceberg.Statistics;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// Decodes every file in a table's folder, reachable or not, and finds the subject's values: in rows, in statistics of row groups, in bounds, partitions and
/// summaries of manifests and lists, in the text of metadata. A file that cannot be decoded is a finding. It looks for the values, not for the person: a name
/// in another column of somebody else's row is not found.
/// </summary>
/// <param name="table">The table.</param>
/// <param name="subject">Whose values.</param>
/// <param name="connection">A session that may read the table's files.</param>
public sealed class ErasureProof(MaintainedTable table, ErasureSubject subject, DuckDbConnection connection)
{
    // Shorter text is part of too many other things.
    private const int TextLengthMin = 4;

    /// <summary>Decodes the files and finds every place that holds a value.</summary>
    public async Task<ErasureEvidence> FindAsync(CancellationToken cancellationToken = default)
    {
        var metadata = (await table.LoadAnyAsync(cancellationToken)).Metadata;
        var avro = subject.Keys.Select(k => new AvroEvidence(k, metadata)).ToArray();
        var decoded = 0;
        var findings = new List<ErasureFinding>();
        using var held = table.Folder.HoldLocalFiles();
        await foreach (var file in table.Folder.ListAsync(cancellationToken))
        {
            decoded++;
            try
            {
                findings.AddRange((await PlacesAsync(file.Location, avro, cancellationToken)).Select(p => new ErasureFinding(file.Location, p)));
            }
            catch (Exception e) when (e is IcebergFormatException or DuckDbException)
            {
                findings.Add(new ErasureFinding(file.Location, "not decoded"));
            }
        }
        return new ErasureEvidence(decoded, findings.ToValueList());
    }

    private async Task<IEnumerable<string>> PlacesAsync(string location, AvroEvidence[] avro, CancellationToken cancellationToken)
    {
        if (location.EndsWith(".parquet", StringComparison.Ordinal))
            return Parquet(await table.Folder.LocalPathAsync(location, cancellationToken), cancellationToken);
        var content = await table.Folder.ReadAsync(location, cancellationToken);
        if (content.Span.StartsWith("Obj\u0001"u8))
            return avro.SelectMany(a => a.Find(content)).Distinct().Concat(Text(location));
        if (content.Span.StartsWith("PFA1"u8))
            return Text(PuffinFile.ReadWhole(content.Span)).Concat(Text(location));
        return Text(Encoding.UTF8.GetString(GzipContent.Unwrap(content).Span)).Concat(Text(location));
    }

    private IEnumerable<string> Parquet(string local, CancellationToken cancellationToken)
    {
        var footer = ParquetFooter.ReadFile(local);
        if (footer.TopLevel.Any(c => c is { Name: "row", ChildCount: > 0 } && c.FieldId == int.MaxValue - 103))
            yield return "rows of deletes";
        foreach (var note in footer.KeyValues.SelectMany(n => Text(n.Value ?? "")))
            yield return note;
        foreach (var place in subject.Keys.SelectMany(k => Parquet(local, footer, k, cancellationToken)).Distinct())
            yield return place;
    }

    private IEnumerable<string> Parquet(string local, ParquetFooter footer, ErasureKey key, CancellationToken cancellationToken)
    {
        // A writer without ids has the column under its name.
        var stored = StoredField.Find(footer, key.Column.Id) ?? StoredField.FindByName(footer, key.Path);
        if (stored is null)
            yield break;
        if (connection.QuerySingle<long>($"SELECT count(*) FROM {Sql.ReadParquet([local])} WHERE {key.Matches(stored)}", cancellationToken) > 0)
            yield return "rows";
        var leaves = footer.Leaves.ToList();
        var index = leaves.FindIndex(l => l.FieldId == key.Column.Id || (l.FieldId is null && l.Name == key.Column.Name));
        if (index < 0)
            yield break;
        var column = leaves[index];
        var bounds = footer.RowGroups.Select(g => g.Columns[index].Statistics).OfType<ParquetStatistics>()
            .SelectMany(s => new[] { s.MinValue, s.MaxValue, s.DeprecatedMin, s.DeprecatedMax }).OfType<ValueList<byte>>();
        if (bounds.Any(b => key.Has(ParquetBound.TryRead(b.AsSpan(), column, key.Type))))
            yield return "statistics";
    }

    private IEnumerable<string> Text(string text) => subject.Keys.SelectMany(k => k.Values)
        .OfType<Expressions.Literal.Text>()
        .Where(v => v.Value.Length >= TextLengthMin && text.Contains(v.Value, StringComparison.Ordinal))
        .Select(_ => "text");
}
