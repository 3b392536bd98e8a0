using System.Text.Json;
using Bourse.Server.Http;

namespace Bourse.Server.Tests.Http;

public sealed class FormFieldsTests
{
    private const string QueryProtocol = "vectors/aws-protocols-botocore/tests/unit/protocols/input/query.json";

    [Fact]
    public void Pluses_and_escapes_are_decoded_once()
    {
        Assert.True(FormFields.TryParse("a=1+2%2B3&b&c=%2525&%C3%A9=%E2%82%AC", out var fields));
        Assert.Equal(
            [KeyValuePair.Create("a", "1 2+3"), KeyValuePair.Create("b", ""), KeyValuePair.Create("c", "%25"), KeyValuePair.Create("é", "€")], fields);
    }

    [Theory]
    [InlineData("a=%")]
    [InlineData("a=%4")]
    [InlineData("a=%zz")]
    [InlineData("a=%ff")]
    [InlineData("a=%c3%28")]
    [InlineData("a=é")]
    public void What_is_no_escaped_UTF8_is_refused(string text) => Assert.False(FormFields.TryParse(text, out _));

    [Fact]
    public void More_than_64_fields_are_refused()
    {
        Assert.True(FormFields.TryParse(string.Join('&', Enumerable.Repeat("a=1", 64)), out _));
        Assert.False(FormFields.TryParse(string.Join('&', Enumerable.Repeat("a=1", 65)), out _));
    }

    [Fact]
    public void A_parameter_named_twice_is_refused()
    {
        Assert.True(FormFields.TryParse("Action=A&Action=B", out var fields));
        Assert.False(Parameters.TryCreate(fields, out _));
    }

    [SharedFact(QueryProtocol)]
    public void Every_body_that_AWS_clients_send_in_the_query_protocol_is_read()
    {
        using var suites = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path(QueryProtocol)));
        var cases = 0;
        foreach (var test in suites.RootElement.EnumerateArray().SelectMany(suite => suite.GetProperty("cases").EnumerateArray()))
        {
            if (!test.GetProperty("serialized").TryGetProperty("body", out var body) || body.GetString() is not { Length: > 0 } text)
                continue;
            Assert.True(FormFields.TryParse(text, out var fields), text);
            Assert.True(Parameters.TryCreate(fields, out var parameters), text);
            Assert.Equal(test.GetProperty("given").GetProperty("name").GetString(), parameters["Action"]);
            cases++;
        }
        Assert.True(cases > 20, $"only {cases} cases");
    }
}
