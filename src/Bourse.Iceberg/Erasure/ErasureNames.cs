using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bourse.Iceberg.Erasure;

/// <summary>
/// Names files that an erasure writes after the files they replace, so that a run that died finds what it wrote. The id is random: no name tells whose rows
/// were erased.
/// </summary>
/// <param name="id">The erasure's id.</param>
/// <param name="tableLocation">The table's location.</param>
internal sealed class ErasureNames(string id, string tableLocation)
{
    public const string LedgerPrefix = "/metadata/erasure-";

    public string Begin => $"{tableLocation}{LedgerPrefix}{id}-begin.json";

    public string Removal(int number) => string.Create(CultureInfo.InvariantCulture, $"{tableLocation}{LedgerPrefix}{id}-removal-{number}.json");

    public string Rewritten(string location, string suffix = ".parquet") =>
        $"{tableLocation}/data/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id + location)))[..32]}{suffix}";
}
