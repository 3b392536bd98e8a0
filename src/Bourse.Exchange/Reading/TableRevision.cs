using System.Globalization;
using Bourse.Iceberg.Metadata;
using Bourse.Iceberg.Schemas;
using Bourse.Projection;

namespace Bourse.Exchange.Reading;

/// <summary>A revision of a table, as it was served to its client.</summary>
/// <param name="Table">The projection.</param>
/// <param name="Number">The number of the revision.</param>
/// <param name="Snapshot">What it is in the projection.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="Before">The revision before it; null for the first.</param>
public sealed record TableRevision(ProjectedTable Table, int Number, Snapshot Snapshot, Schema Schema, TableRevision? Before)
{
    /// <summary>When it was published.</summary>
    public DateTimeOffset PublishedAt => DateTimeOffset.FromUnixTimeMilliseconds(Snapshot.TimestampMs);

    /// <summary>How many data files it has.</summary>
    public long FileCount => Total("total-data-files");

    /// <summary>Bytes of its data files.</summary>
    public long SizeBytes => Total("total-files-size");

    private long Total(string name) => long.Parse(Snapshot.Summary[name], CultureInfo.InvariantCulture);
}
