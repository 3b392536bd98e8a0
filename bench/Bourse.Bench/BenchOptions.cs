namespace Bourse.Bench;

/// <summary>What to measure, and where the running exchange is, if one is.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        bench [access] [metastore] [storage] [objects]
              [iceberg-plan] [iceberg-plan-peers] [iceberg-maintain] [iceberg-write] [projections] [workers] [events] [serving] [--seconds N] [--markdown]
          access    decisions, signatures and audit records, in this process
          metastore durable decisions over PostgreSQL (started here, where it is installed), beside SQLite
          storage   object stores: local disk, and S3 where moto is installed
          objects   puts of a provider's objects, beside the store's own, and listing 100,000 of them
          iceberg-maintain
                    compaction of a table, beside DuckDB's COPY
          iceberg-plan
                    planning scans of tables of 1,000, 10,000 and 100,000 files
          iceberg-plan-peers
                    the same beside ClickHouse (chDB, where the tests installed it) on the same table and DuckDB on its folder
          iceberg-write
                    commits, appends, scans and deletes on read, beside plain DuckDB
          projections
                    preparing a revision of a large file by splicing, beside writing it anew; reading the result;
                    with --lakehouse DATA [--source NAMESPACE.TABLE], a table of a data folder by one rule after the other
          workers   starts of confined workers, and rows read in one, beside the same engine in this process
          events    events through a hundred patterns; a revision's event at a thousand streams
          serving   loadTable, a Delta Sharing query and GET, of a running exchange:
                    --open URL --aws URL --warehouse NAME --client ID --secret-file FILE --table PRODUCT/TABLE [--region REGION]
        """;

    public IReadOnlyList<string> Suites { get; private init; } = [];

    public TimeSpan Length { get; private init; } = TimeSpan.FromSeconds(2);

    public bool Markdown { get; private init; }

    public Uri? Open { get; private init; }

    public Uri? Aws { get; private init; }

    public string Warehouse { get; private init; } = "bourse";

    public string Region { get; private init; } = "us-east-1";

    public string? ClientId { get; private init; }

    /// <summary>Holds the client's secret: it is never an argument, which other users of the machine could see.</summary>
    public string? SecretFile { get; private init; }

    public string? Product { get; private init; }

    public string? Table { get; private init; }

    /// <summary>The data folder whose table is projected; null for generated rows.</summary>
    public string? Lakehouse { get; private init; }

    /// <summary>That table: it has a column <c>fund_id</c>.</summary>
    public string SourceTable { get; private init; } = "gold.nav_history";

    /// <summary>Whether enough is given to reach an exchange.</summary>
    public bool NamesServer => Open is not null && Aws is not null && ClientId is not null && SecretFile is not null && Table is not null;

    /// <exception cref="FormatException">An argument is unknown or lacks its value.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchOptions();
        for (var index = 0; index < arguments.Count; index++)
        {
            var name = arguments[index];
            string Value() => ++index < arguments.Count ? arguments[index] : throw new FormatException($"{name} needs a value.");
            options = name switch
            {
                "access" or "metastore" or "storage" or "objects" or "iceberg-plan" or "iceberg-plan-peers" or "iceberg-maintain" or "iceberg-write"
                    or "projections" or "workers" or "events" or "serving" =>
                    options with { Suites = [.. options.Suites, name] },
                "--markdown" => options with { Markdown = true },
                "--seconds" => options with { Length = TimeSpan.FromSeconds(double.Parse(Value(), System.Globalization.CultureInfo.InvariantCulture)) },
                "--open" => options with { Open = new Uri(Value()) },
                "--aws" => options with { Aws = new Uri(Value()) },
                "--warehouse" => options with { Warehouse = Value() },
                "--region" => options with { Region = Value() },
                "--lakehouse" => options with { Lakehouse = Value() },
                "--source" => options with { SourceTable = Value() },
                "--client" => options with { ClientId = Value() },
                "--secret-file" => options with { SecretFile = Value() },
                "--table" => Value().Split('/') is [var product, var table]
                    ? options with { Product = product, Table = table }
                    : throw new FormatException("--table is PRODUCT/TABLE."),
                _ => throw new FormatException($"Unknown argument {name}."),
            };
        }
        return options;
    }
}
