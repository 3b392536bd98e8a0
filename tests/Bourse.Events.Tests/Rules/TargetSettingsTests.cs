using Bourse.Events.Rules;

namespace Bourse.Events.Tests.Rules;

public sealed class TargetSettingsTests
{
    private const string PathRule = "must be a path such as $.detail.funds[0], of at most 256 characters";

    public static TheoryData<TargetSettings, string> Mistakes => new()
    {
        { new() { Input = "{}", InputPath = "$" }, "Only one of Input, InputPath and InputTransformer may be given" },
        { new() { Input = "{" }, "Input must be JSON of at most 8192 characters" },
        { new() { InputPath = "detail" }, $"InputPath {PathRule}" },
        { new() { InputPath = "$.detail[*]" }, $"InputPath {PathRule}" },
        { new() { InputPath = "$..x" }, $"InputPath {PathRule}" },
        { new() { OrderBy = "$.a." }, $"PartitionKeyPath {PathRule}" },
        { new() { RetriesMax = 186 }, "MaximumRetryAttempts must be between 0 and 185" },
        { new() { AgeSecondsMax = 59 }, "MaximumEventAgeInSeconds must be between 60 and 86400" },
        { Template("<x>"), "InputTemplate names <x>, which InputPathsMap does not have" },
        { Template("plain text"), "InputTemplate must be JSON when every name in it is replaced by a value: put texts in quotes" },
        { Template("<p> text", ("p", "$.id")), "InputTemplate must be JSON when every name in it is replaced by a value: put texts in quotes" },
        { Template("<p>", ("p", "id")), $"InputPathsMap's p {PathRule}" },
        { Template("<p>", ("aws.x", "$.id")), "InputPathsMap must have at most 100 names of letters, digits, _ and -" },
        { Template(""), "InputTemplate must have 1 to 8192 characters" },
        { Template($"\"{new string('x', 8191)}\""), "InputTemplate must have 1 to 8192 characters" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named(TargetSettings settings, string mistake) => Assert.Equal(mistake, settings.FindMistake());

    [Fact]
    public void Settings_are_kept_whole()
    {
        var settings = Template("<p>", ("p", "$.id")) with { RetriesMax = 3, AgeSecondsMax = 60, OrderBy = "$.detail['a b'][0]" };
        Assert.Null(settings.FindMistake());
        var kept = TargetSettings.Parse(settings.ToJson());
        Assert.Equal("$.id", Assert.Single(kept.Transformer!.Paths).Value);
        Assert.Equal(settings with { Transformer = null }, kept with { Transformer = null });
        Assert.Null(Template("\"<aws.events.rule-name> <aws.events.event.ingestion-time>\"").FindMistake());
    }

    private static TargetSettings Template(string template, params (string Name, string Path)[] paths) =>
        new() { Transformer = new InputTransformer { Template = template, Paths = paths.ToDictionary(path => path.Name, path => path.Path) } };
}
