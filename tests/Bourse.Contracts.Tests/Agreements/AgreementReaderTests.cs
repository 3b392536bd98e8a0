using System.Text;
using Bourse.Contracts.Agreements;

namespace Bourse.Contracts.Tests.Agreements;

public sealed class AgreementReaderTests
{
    private static readonly TimeProvider Clock = new FixedClock(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_signed_agreement_is_read_whole()
    {
        var agreement = Assert.IsType<AgreementParse.Valid>(Read(Samples.Agreement)).Document;

        Assert.Equal("CTR-2024-001", agreement.Number.Value);
        Assert.Equal("222222222222", agreement.Account.Value);
        Assert.Equal(("Hedge Fund Partners", "data@hedge.example"), (agreement.ClientName, agreement.ClientEmail));
        Assert.Equal(["portfolio-analytics", "risk"], agreement.Products.Select(product => product.Value));
        Assert.Equal(["MER-EQ-US", "MER-FX-EUR"], agreement.FundIds);
        Assert.Empty(agreement.HiddenColumns);
        Assert.Empty(agreement.MaskedColumns);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), agreement.StartsAt);
        Assert.Equal(new DateTimeOffset(2028, 1, 1, 0, 0, 0, TimeSpan.Zero), agreement.EndsAt);
    }

    [Theory]
    [InlineData("\"222222222222\"", "\"22222222222\"", "AWS_Account_ID__c: must be exactly 12 digits, written as text, for example \"222222222222\".")]
    [InlineData("\"222222222222\"", "\"٢٢٢٢٢٢٢٢٢٢٢٢\"", "AWS_Account_ID__c: must be exactly 12 digits, written as text, for example \"222222222222\".")]
    [InlineData("\"222222222222\"", "222222222222", "AWS_Account_ID__c: must be text in quotes.")]
    [InlineData("2027-12-31", "2025-12-31", "EndDate: is before StartDate; swap or correct the dates.")]
    [InlineData("\"2026-01-01\",", "\"2020-01-01\",\"x\":1,", "x: is not a field of an agreement; remove it.")]
    [InlineData("2026-01-01", "01/02/2026", "StartDate: must be a date such as 2026-01-31.")]
    [InlineData("2027-12-31", "2099-12-31", "EndDate: is more than 50 years after StartDate; correct the year.")]
    [InlineData("data@hedge.example", "data@hedge.example, all@other.example", "Client_Email__c: must be one e-mail address, for example data@client.example.")]
    [InlineData("data@hedge.example", "a@b\\r\\nBcc: x@y", "Client_Email__c: must have 1 to 128 characters and no control characters.")]
    [InlineData("portfolio-analytics;risk", "portfolio-analytics;../risk", "ADX_Data_Products__c: '../risk' is not a product name.")]
    [InlineData("portfolio-analytics;risk", "", "ADX_Data_Products__c: must name at least one product.")]
    [InlineData("\"MER-EQ-US\", \"MER-FX-EUR\"", "\"MER-EQ-US\", \"MER-EQ-US\"", "Authorized_Funds__c: lists 'MER-EQ-US' more than once.")]
    [InlineData("Activated", "Draft", "Status: is 'Draft'; only an agreement that is Activated can be applied.")]
    [InlineData("Hedge Fund", "Hedge\u202E Fund", "Client_Name__c: holds U+202E, which is not seen and changes how the rest reads; remove it.")]
    [InlineData("MER-EQ-US", "MER\u200B-EQ-US", "Authorized_Funds__c: holds U+200B, which is not seen and changes how the rest reads; remove it.")]
    [InlineData("\"Client_Name__c\": \"Hedge Fund Partners\",", "", "Client_Name__c: is missing.")]
    public void A_mistake_names_the_field_and_what_to_do(string right, string wrong, string expected)
    {
        Assert.Contains(right, Samples.Agreement, StringComparison.Ordinal);
        Assert.Equal([expected], Assert.IsType<AgreementParse.Invalid>(Read(Samples.Agreement.Replace(right, wrong, StringComparison.Ordinal))).Mistakes);
    }

    [Fact]
    public void An_agreement_that_has_ended_is_refused()
    {
        var past = Samples.Agreement.Replace("2026-01-01", "2024-01-01", StringComparison.Ordinal).Replace("2027-12-31", "2024-12-31", StringComparison.Ordinal);
        Assert.Equal(["EndDate: is past; an agreement that has ended cannot be applied."], Assert.IsType<AgreementParse.Invalid>(Read(past)).Mistakes);
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var mistakes = Assert.IsType<AgreementParse.Invalid>(Read("{}")).Mistakes;
        Assert.Equal(
            [
                "ContractNumber: is missing.", "AWS_Account_ID__c: is missing.", "Client_Name__c: is missing.", "Client_Email__c: is missing.",
                "ADX_Data_Products__c: must name at least one product.", "Hidden_Columns__c: is missing; name the columns that are not granted, or write null for none.",
                "StartDate: is missing.", "EndDate: is missing.", "Status: is missing.",
            ],
            mistakes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"AWS_Account_ID__c\": \"1\", \"AWS_Account_ID__c\": \"2\"}")]
    [InlineData("{\"a\": [[[[[[[[[[1]]]]]]]]]]}")]
    [InlineData("not json at all")]
    public void What_is_not_one_object_without_repeats_is_refused(string json) =>
        Assert.StartsWith("the document: ", Assert.IsType<AgreementParse.Invalid>(Read(json)).Mistakes[0], StringComparison.Ordinal);

    [Fact]
    public void An_oversized_document_is_not_parsed() =>
        Assert.Equal(["the document: is longer than the 65536 bytes that an agreement has at most."],
            Assert.IsType<AgreementParse.Invalid>(Read(new string(' ', 65537))).Mistakes);

    private static AgreementParse Read(string json) => AgreementReader.Read(Encoding.UTF8.GetBytes(json), Clock);
}
