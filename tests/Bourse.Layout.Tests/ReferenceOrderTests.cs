using System.Xml.Linq;

namespace Bourse.Layout.Tests;

/// <summary>Holds the reference order of ARCHITECTURE.md: a project knows only those above it, and protocols decide nothing.</summary>
public sealed class ReferenceOrderTests
{
    private static readonly string[] Order =
    [
        "DuckDb", "Storage", "Iceberg", "Metastore", "Events", "Access", "Contracts", "Catalog", "Projection", "Worker", "Query", "Exchange", "Pipelines", "Server",
        "Cli",
    ];

    private static readonly string Root = Repository.Root;

    [Fact]
    public void Every_source_project_has_a_place_in_the_order() =>
        Assert.Equal(Order.Order(StringComparer.Ordinal), Projects().Order(StringComparer.Ordinal));

    [Fact]
    public void A_project_references_only_projects_above_it()
    {
        var wrong = from project in Projects()
                    from reference in References(project)
                    where Array.IndexOf(Order, reference) >= Array.IndexOf(Order, project)
                    select $"{project} references {reference}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_source_project_has_tests_and_a_place_in_the_solution()
    {
        var solution = XDocument.Load(Path.Combine(Root, "Bourse.slnx")).Descendants("Project").Select(project => (string)project.Attribute("Path")!).ToHashSet();
        foreach (var project in Projects())
        {
            Assert.Contains($"src/Bourse.{project}/Bourse.{project}.csproj", solution);
            Assert.Contains($"tests/Bourse.{project}.Tests/Bourse.{project}.Tests.csproj", solution);
        }
    }

    [Theory]
    [InlineData("Bourse.Server/Protocols", "Authorizer", "GrantStore", "PolicySnapshot", "AccessGate.Decide", "RuleSet", "RowFilter")]
    [InlineData("Bourse.Iceberg", "Bourse.Catalog", "Bourse.Access", "Bourse.Metastore")]
    [InlineData("Bourse.Exchange", "Microsoft.AspNetCore")]
    [InlineData("Bourse.Projection", "Microsoft.AspNetCore")]
    public void A_folder_does_not_speak_of_what_is_not_its_job(string folder, params string[] words)
    {
        var files = Directory.GetFiles(Path.Combine(Root, "src", folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var found = from file in files
                    from line in File.ReadLines(file)
                    where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
                    from word in words
                    where line.Contains(word, StringComparison.Ordinal)
                    select $"{Path.GetRelativePath(Root, file)}: {word}";
        Assert.Empty(found);
    }

    private static IEnumerable<string> Projects() =>
        Directory.GetDirectories(Path.Combine(Root, "src")).Select(folder => Path.GetFileName(folder)["Bourse.".Length..]);

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(Path.Combine(Root, "src", $"Bourse.{project}", $"Bourse.{project}.csproj")).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!)["Bourse.".Length..]);
}
