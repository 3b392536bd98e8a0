namespace Bourse.Cli.Output;

/// <summary>How data is written to stdout.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>One JSON document.</summary>
    Json,

    /// <summary>RFC 4180, with a heading.</summary>
    Csv,
}
