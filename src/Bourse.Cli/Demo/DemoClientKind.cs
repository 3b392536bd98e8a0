namespace Bourse.Cli.Demo;

/// <summary>The engine of the demo's clients.</summary>
internal enum DemoClientKind
{
    /// <summary>ClickHouse, from npm.</summary>
    Chdb,

    /// <summary>The AWS command line, which must be installed.</summary>
    Aws,
}
