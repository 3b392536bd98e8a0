using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bourse.Catalog;

namespace Bourse.Pipelines.Models;

/// <summary>What decides a model's rows: its text and the snapshots it reads. Models read no clock and nothing random.</summary>
internal static class ModelFingerprint
{
    // Raised when the same model and snapshots would give other files.
    private const int RunnerVersion = 1;

    public static string Of(Model model, IEnumerable<CatalogTable> inputs)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{RunnerVersion}\n{model.Table}\n");
        text.AppendJoin(',', model.Key).Append('\n');
        text.AppendJoin(',', model.Partitions.Select(part => $"{part.Transform}({part.Column})")).Append('\n');
        text.AppendJoin(',', model.Order).Append('\n');
        foreach (var input in inputs)
            text.Append(CultureInfo.InvariantCulture, $"{input.Metadata.TableUuid} {input.Metadata.CurrentSnapshotId}\n");
        text.Append(model.Sql);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
