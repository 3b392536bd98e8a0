using System.Collections.Immutable;
using Bourse.Catalog;
using Bourse.Query.Parsing;
using Bourse.Query.Sessions;

namespace Bourse.Pipelines.Models;

/// <summary>The order models run in: each after the models whose tables it reads. Found from the names in their SQL; nothing is declared.</summary>
public static class ModelGraph
{
    /// <summary>Orders models; among those that may run, the first by name comes first.</summary>
    /// <param name="models">The models, one for a table.</param>
    /// <param name="others">Tables that no model makes but that exist or are ingested before.</param>
    /// <exception cref="PipelineException">SQL that is not one SELECT, a table that nobody makes, or models that need each other; all are listed.</exception>
    public static IReadOnlyList<ParsedModel> Order(IReadOnlyCollection<Model> models, IReadOnlySet<TableIdentifier> others)
    {
        ArgumentNullException.ThrowIfNull(models);
        ArgumentNullException.ThrowIfNull(others);
        var mistakes = new List<string>();
        var parsed = Parse(models, others, mistakes);
        if (mistakes.Count > 0)
            throw new PipelineException("The models cannot be run:\n" + string.Join("\n", mistakes.Select(mistake => "- " + mistake)));
        return Sort(parsed);
    }

    private static List<ParsedModel> Parse(IReadOnlyCollection<Model> models, IReadOnlySet<TableIdentifier> others, List<string> mistakes)
    {
        var made = models.Select(model => model.Table).ToHashSet();
        var parsed = new List<ParsedModel>();
        using var parser = TableSession.Open([]);
        foreach (var model in models)
        {
            try
            {
                var inputs = ImmutableArray.CreateBuilder<TableIdentifier>();
                foreach (var reference in SelectStatement.Parse(parser.Connection, model.Sql).Tables)
                {
                    if (Find(reference, made, others) is { } table)
                        inputs.Add(table);
                    else
                        mistakes.Add($"{model.File}: {reference} is made by no model and is no bronze table of the pack; check the name.");
                }
                parsed.Add(new ParsedModel(model, inputs.ToImmutable()));
            }
            catch (SqlRefusedException e)
            {
                mistakes.Add($"{model.File}: {e.Message}");
            }
        }
        return parsed;
    }

    private static TableIdentifier? Find(TableReference reference, HashSet<TableIdentifier> made, IReadOnlySet<TableIdentifier> others)
    {
        try
        {
            var table = new TableIdentifier(reference.Namespace, reference.Name);
            return made.Contains(table) || others.Contains(table) ? table : null;
        }
        catch (FormatException)
        {
            // Not a name that any table of the lakehouse can have: the caller reports it as one that nobody makes.
            return null;
        }
    }

    private static List<ParsedModel> Sort(List<ParsedModel> parsed)
    {
        var waiting = parsed.OrderBy(each => each.Model.Table.ToString(), StringComparer.Ordinal).ToList();
        var open = waiting.Select(each => each.Model.Table).ToHashSet();
        var ordered = new List<ParsedModel>(waiting.Count);
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(each => !each.Inputs.Any(open.Contains))
                ?? throw new PipelineException($"These models need each other, so none can run first: {Cycle(waiting, open)}. Break the circle.");
            waiting.Remove(next);
            open.Remove(next.Model.Table);
            ordered.Add(next);
        }
        return ordered;
    }

    /// <summary>One circle among models that all wait: following any open input of each must come back.</summary>
    private static string Cycle(List<ParsedModel> waiting, HashSet<TableIdentifier> open)
    {
        var path = new List<TableIdentifier>();
        var at = waiting[0].Model.Table;
        while (!path.Contains(at))
        {
            path.Add(at);
            at = waiting.First(each => each.Model.Table == at).Inputs.First(open.Contains);
        }
        return string.Join(" → ", path.SkipWhile(table => table != at).Append(at));
    }
}
