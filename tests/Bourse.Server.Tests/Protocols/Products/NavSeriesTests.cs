using Bourse.Access.Authorization;
using Bourse.Exchange.Reading;
using Bourse.Server.Protocols.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Bourse.Server.Tests.Protocols.Products;

public sealed class NavSeriesTests
{
    private static readonly AgreementId Agreement = AgreementId.Parse("CTR-1");

    private static readonly IReadOnlyList<object?>[] Rows =
    [
        Row("2024-01-31", "2024-02-05", 100.1m),
        Row("2024-02-29", "2024-03-05", 101.2m),
        Row("2024-01-31", "2024-04-02", 100.4m),
        Row("2024-03-31", "2024-04-05", 103.3m),
    ];

    private static readonly RowPage Page = new(2, ["valid_date", "known_at", "nav"], Rows, Agreement);

    [Theory]
    [InlineData("", "100.4 101.2 103.3")]
    [InlineData("asOf=2024-04-01", "100.1 101.2")]
    [InlineData("asOf=2024-02-05", "100.1")]
    [InlineData("asOf=2024-02-04T23:59:59Z", "")]
    [InlineData("asOf=2024-02-05T01:00:00+01:00", "100.1")]
    [InlineData("since=2024-03-05", "100.4 103.3")]
    [InlineData("since=2024-03-01&asOf=2024-04-03", "100.4 101.2")]
    [InlineData("from=2024-02-01", "101.2 103.3")]
    [InlineData("to=2024-02-29", "100.4 101.2")]
    [InlineData("from=2024-02-29&to=2024-02-29", "101.2")]
    [InlineData("from=2030-01-01", "")]
    public void A_question_gets_the_value_last_known_of_each_date(string query, string navs)
    {
        var (parsed, mistake) = NavQuery.Parse(Query(query));
        Assert.Null(mistake);
        var (rows, hidden) = NavSeries.Select(Page, parsed!);
        Assert.Null(hidden);
        Assert.Equal(navs, string.Join(' ', rows!.Select(r => r[2])));
    }

    [Theory]
    [InlineData("from=31.01.2024", "from and to must be dates such as 2024-03-31.")]
    [InlineData("to=2024-02-30", "from and to must be dates such as 2024-03-31.")]
    [InlineData("asOf=2024-02-01T10:00:00", "asOf and since must be dates such as 2024-03-31, or instants with their zone such as 2024-03-31T17:00:00Z.")]
    [InlineData("since=now", "asOf and since must be dates such as 2024-03-31, or instants with their zone such as 2024-03-31T17:00:00Z.")]
    [InlineData("from=2024-02-01&to=2024-01-01", "from must not be after to.")]
    [InlineData("asof=2024-02-01", "There is no parameter 'asof'; there are from, to, asOf and since.")]
    [InlineData("<b>=1", "There is no parameter '?b?'; there are from, to, asOf and since.")]
    public void A_wrong_parameter_is_named(string query, string message) => Assert.Equal(message, NavQuery.Parse(Query(query)).Mistake);

    [Fact]
    public void A_parameter_given_twice_is_refused() => Assert.Equal(
        "from is given more than once.",
        NavQuery.Parse(new QueryCollection(new Dictionary<string, StringValues> { ["from"] = new(["2024-01-01", "2024-02-01"]) })).Mistake);

    [Fact]
    public void A_hidden_column_that_the_question_needs_is_named()
    {
        var page = new RowPage(2, ["valid_date", "nav"], [[new DateOnly(2024, 1, 31), 100.4m]], Agreement);
        Assert.Equal(
            "asOf and since need the column known_at, which your agreement does not include.",
            NavSeries.Select(page, new NavQuery(null, null, DateTimeOffset.UnixEpoch, null)).Mistake);
        Assert.Equal(
            "from and to need the column valid_date, which your agreement does not include.",
            NavSeries.Select(new RowPage(2, ["nav"], [[100.4m]], Agreement), new NavQuery(DateOnly.MinValue, null, null, null)).Mistake);
        Assert.Equal(
            "asOf and since need the column valid_date, which your agreement does not include.",
            NavSeries.Select(
                new RowPage(2, ["known_at", "nav"], [[DateTimeOffset.UnixEpoch, 100.4m]], Agreement), new NavQuery(null, null, null, DateTimeOffset.UnixEpoch)).Mistake);
        Assert.Equal([100.4m], NavSeries.Select(page, new NavQuery(null, null, null, null)).Rows!.Select(r => r[1]));
    }

    private static IReadOnlyList<object?> Row(string validDate, string knownAt, decimal nav) =>
        [DateOnly.Parse(validDate), new DateTimeOffset(DateOnly.Parse(knownAt), TimeOnly.MinValue, TimeSpan.Zero), nav];

    private static QueryCollection Query(string text) => new(text.Length == 0
        ? []
        : text.Split('&').Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => new StringValues(p[1])));
}
