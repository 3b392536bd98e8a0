using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Bourse.Cli.Output;

namespace Bourse.Cli.Help;

/// <summary>A command's help, then its examples.</summary>
internal sealed class ExamplesHelpAction(HelpAction help, Terminal terminal) : SynchronousCommandLineAction
{
    /// <summary>Help may be asked for where arguments are still missing.</summary>
    public override bool ClearsParseErrors => true;

    /// <summary>Adds examples to the help of every command below a root.</summary>
    public static void AddTo(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new ExamplesHelpAction((HelpAction)option.Action!, terminal);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = help.Invoke(parseResult);
        var examples = HelpExamples.Of(parseResult.CommandResult.Command);
        if (examples.Count == 0)
            return exitCode;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {terminal.Pasted(example)}");
        output.WriteLine();
        return exitCode;
    }
}
