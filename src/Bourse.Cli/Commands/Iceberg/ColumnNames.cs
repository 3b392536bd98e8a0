using Bourse.Iceberg.Schemas;

namespace Bourse.Cli.Commands.Iceberg;

/// <summary>Options that name columns, with commas between.</summary>
internal static class ColumnNames
{
    /// <summary>Gives the names to something that refuses unknown ones.</summary>
    /// <exception cref="CommandFailedException">There is no such column.</exception>
    public static T Use<T>(string option, string names, Schema schema, Func<string[], T> use)
    {
        try
        {
            return use(names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException(
                $"{option}: {e.Message.Split(" (Parameter")[0]} It has {string.Join(", ", schema.Fields.Select(f => f.Name))}.", ExitCode.Usage);
        }
    }
}
