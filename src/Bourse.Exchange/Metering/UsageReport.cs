using System.Globalization;
using Bourse.Access.Auditing;

namespace Bourse.Exchange.Metering;

/// <summary>Adds up what clients read. The source is the audit log's usage records, so that whoever holds a copy of the log comes to the same numbers.</summary>
public sealed class UsageReport(AuditQuery audit)
{
    /// <summary>The usage asked for, by its dimensions in their order.</summary>
    public async Task<IReadOnlyList<UsageLine>> ReadAsync(UsageRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sums = new Dictionary<string, UsageLine>(StringComparer.Ordinal);
        var filter = new AuditFilter { Kind = AuditKind.Usage, Account = request.Account, From = request.From, To = request.To };
        await foreach (var row in audit.ReadAsync(filter, cancellation))
        {
            var entry = row.Record.Entry;
            var of = request.By.Select(dimension => ValueOf(dimension, entry)).ToList();
            var key = string.Join('\n', of);
            var sum = sums.GetValueOrDefault(key) ?? new UsageLine(of, 0, 0);
            sums[key] = sum with { Requests = sum.Requests + entry.Usage!.Requests, Bytes = sum.Bytes + entry.Usage.Bytes };
        }

        return [.. sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => sum.Value)];
    }

    private static string? ValueOf(UsageDimension dimension, AuditEntry entry) => dimension switch
    {
        UsageDimension.Day => entry.Time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        UsageDimension.Account => entry.Account?.Value,
        UsageDimension.Agreement => entry.Agreement?.Value,
        UsageDimension.Product => PartOf(entry.Resource, 0),
        UsageDimension.Table => PartOf(entry.Resource, 1),
        UsageDimension.Protocol => entry.Protocol,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "Not a dimension."),
    };

    // Resources are written 'product', 'product/table', 'product/table/key' and 'product/table?field=value' (ResourceText), and no name holds '/' or '?'.
    private static string? PartOf(string resource, int part) => resource.Split(['/', '?'], part + 2) is var parts && parts.Length > part ? parts[part] : null;
}
