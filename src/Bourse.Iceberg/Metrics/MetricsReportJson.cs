using System.Diagnostics;
using System.Text.Json;
using Bourse.Iceberg.Expressions;
using Bourse.Iceberg.Json;

namespace Bourse.Iceberg.Metrics;

/// <summary>
/// Reports as an Iceberg REST catalogue takes them: <c>{"report-type":"scan-report","table-name":"gold.nav","snapshot-id":7,"filter":…,"metrics":{"result-data-files":
/// {"unit":"count","value":3},"total-planning-duration":{"count":1,"time-unit":"nanoseconds","total-duration":2300}}}</c>. Reports leave the process, so a condition's
/// values are replaced by their kind, such as <c>(string)</c>.
/// </summary>
public static class MetricsReportJson
{
    /// <summary>The document, in UTF-8 and without spaces.</summary>
    public static byte[] Write(MetricsReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return JsonOutput.Write(writer =>
        {
            writer.WriteStartObject();
            switch (report)
            {
                case ScanReport scan:
                    WriteScan(writer, scan);
                    break;
                case CommitReport commit:
                    WriteStart(writer, "commit-report", report);
                    writer.WriteNumber("sequence-number", commit.SequenceNumber);
                    writer.WriteString("operation", commit.Operation);
                    break;
                default:
                    throw new UnreachableException();
            }
            WriteMetrics(writer, report.Metrics);
            writer.WriteEndObject();
        });
    }

    private static void WriteStart(Utf8JsonWriter writer, string type, MetricsReport report)
    {
        writer.WriteString("report-type", type);
        writer.WriteString("table-name", report.TableName);
        writer.WriteNumber("snapshot-id", report.SnapshotId);
    }

    private static void WriteScan(Utf8JsonWriter writer, ScanReport report)
    {
        WriteStart(writer, "scan-report", report);
        writer.WritePropertyName("filter");
        RestExpressionJson.WriteWithoutValues(writer, report.Filter, report.RowSchema);
        writer.WriteNumber("schema-id", report.SchemaId);
        writer.WriteArray("projected-field-ids", report.ProjectedFields, (w, field) => w.WriteNumberValue(field.Key));
        writer.WriteArray("projected-field-names", report.ProjectedFields, (w, field) => w.WriteStringValue(field.Value));
    }

    private static void WriteMetrics(Utf8JsonWriter writer, ValueList<Metric> metrics)
    {
        writer.WriteStartObject("metrics");
        foreach (var metric in metrics)
        {
            writer.WriteStartObject(metric.Name);
            if (metric.Unit == MetricUnit.Nanoseconds)
            {
                writer.WriteNumber("count", 1);
                writer.WriteString("time-unit", "nanoseconds");
                writer.WriteNumber("total-duration", metric.Value);
            }
            else
            {
                writer.WriteString("unit", metric.Unit == MetricUnit.Bytes ? "bytes" : "count");
                writer.WriteNumber("value", metric.Value);
            }
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }
}
