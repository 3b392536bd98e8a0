using Bourse.Cli.Output;

namespace Bourse.Cli.Demo;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Folder">The data folder, which the demo wipes.</param>
/// <param name="Exit">Stop after the story instead of serving.</param>
/// <param name="Format">How the closing report is written.</param>
/// <param name="Client">Which engine the clients use.</param>
internal sealed record DemoRequest(string Folder, bool Exit, OutputFormat Format, DemoClientKind Client);
