namespace Bourse.Cli.Demo;

/// <summary>What one client saw, held against the unfiltered tables.</summary>
/// <param name="Name">The client.</param>
/// <param name="Rows">Rows of all its tables, counted by its own engine.</param>
/// <param name="RowsExpected">Rows its agreement gives, counted in the provider's tables.</param>
/// <param name="ForbiddenRows">Rows it saw and should not have.</param>
/// <param name="ForbiddenColumns">Columns it saw and should not have.</param>
internal sealed record DemoClientResult(string Name, long Rows, long RowsExpected, long ForbiddenRows, int ForbiddenColumns);
