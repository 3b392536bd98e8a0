using System.Text;
using System.Text.Json;
using Bourse.Exchange.Agreements.Welcome;
using Bourse.Exchange.Tests.Listings;

namespace Bourse.Exchange.Tests.Agreements.Welcome;

public sealed class WelcomeMailTests
{
    [Fact]
    public void The_text_tells_how_to_activate_connect_read_and_query()
    {
        var text = WelcomeMail.Compose(WelcomeSamples.Letter()).Text;
        foreach (var expected in new[]
        {
            "Welcome, Northgate Pension.", "Agreement CTR-2024-002 is in force from 2024-03-01 to 2029-12-31.",
            $"https://data.meridian.example/activate#{WelcomeSamples.Token}",
            "The link works once, until 2026-11-21 09:05 UTC; those of earlier messages no longer do.",
            "Account     333333333333", "Region      eu-central-1", "Warehouse   bourse",
            "Products    https://data.meridian.example/products/",
            "Database portfolio-analytics:", "Database macro:", "macro_indicators: indicator_id, ", "(all rows)",
            "(rows of MER-IDX-500, MER-IDX-TR, MER-BND-10Y, MER-BAL-60, MER-BAL-40, MER-CSH-USD)", "For a first chart: valid_date, nav, fund_id",
            "--- ClickHouse (needs ", "--- DuckDB (needs ", "FROM exchange.\"macro\".macro_indicators", "--- pandas", "--- Spark", "--- Trino", "--- AWS CLI",
            "arn:aws:iam::333333333333:role/client",
            "data-desk: data@meridian.example", "Checkpoint  https://data.meridian.example/v2/audit/checkpoint",
        })
        {
            Assert.Contains(expected, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Each_tool_is_set_up_once_for_all_products_and_the_message_stays_short()
    {
        var mail = WelcomeMail.Compose(WelcomeSamples.Letter("CTR-2024-001"));
        var sections = mail.Text.ReplaceLineEndings("\n").Split("\n   --- ")[1..];

        Assert.Equal(["ClickHouse", "DuckDB", "pandas", "Spark", "Trino", "AWS CLI", "REST"], sections.Select(section => section.Split(" (needs ")[0]));
        var parsed = sections.Where(section => section.Split('\n')[0].EndsWith(") We check its syntax, but do not run it.", StringComparison.Ordinal));
        Assert.Equal(["DuckDB", "pandas", "Spark", "Trino"], parsed.Select(section => section.Split(' ')[0]));
        foreach (var once in new[]
        {
            "CREATE DATABASE exchange", "ATTACH 'bourse'", "load_catalog(\n", "spark-sql --packages", "connector.name=iceberg", "read -r AWS_ACCESS_KEY_ID",
        })
            Assert.Equal(2, mail.Text.ReplaceLineEndings("\n").Split(once).Length);
        // All queries of four products for one tool, one a product for each of the others.
        Assert.Equal([10, 4, 4, 4, 4, 4, 3], sections.Select(section => section.Split('\n').Count(line => line.StartsWith("   ", StringComparison.Ordinal)
            && line.Length > 3 && line[3] != ' ' && line.EndsWith(':'))));
        Assert.InRange(mail.ToEml().Length, 1, 40_000);
    }

    [Fact]
    public void REST_asks_for_a_fund_of_the_clients_where_a_product_answers_for_funds()
    {
        var letter = WelcomeSamples.Letter();
        const string fund = "curl -fsS -H \"Authorization: Bearer $TOKEN\" 'https://data.meridian.example/v2/funds/MER-IDX-500/nav'";
        const string checkpoint = "curl -fsS -o checkpoint.txt https://data.meridian.example/v2/audit/checkpoint";

        var text = WelcomeMail.Compose(letter).Text;
        var without = WelcomeMail.Compose(letter with { Contracts = [.. letter.Contracts.Where(contract => contract.Name.Value != "portfolio-analytics")] }).Text;

        Assert.Contains(fund, text, StringComparison.Ordinal);
        Assert.DoesNotContain("/v2/funds/", without, StringComparison.Ordinal);
        Assert.All(new[] { text, without }, each => Assert.Equal(2, each.Split(checkpoint).Length));
    }

    [Fact]
    public void A_hidden_column_is_not_named_and_no_query_needs_it()
    {
        var letter = WelcomeSamples.Letter();
        // Spelled unlike the contract does: engines compare names without case, and so must the message.
        var contract = ListingSamples.Contract("portfolio-analytics") with
        {
            SampleQueries = [new("Fees", "SELECT Management_Fee_BPS FROM ${nav_history}"), new("Values", "SELECT nav FROM ${nav_history}")],
        };
        var reading = letter with { Contracts = [WelcomeSamples.Granted(letter.Agreement, contract)] };
        var mail = WelcomeMail.Compose(reading);
        foreach (var content in new[] { mail.Text, mail.Html })
        {
            Assert.DoesNotContain("management_fee_bps", content, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("model_weights", content, StringComparison.OrdinalIgnoreCase);
            Assert.Contains("SELECT nav FROM", content, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_client_that_has_a_credential_is_not_asked_to_activate()
    {
        var first = WelcomeMail.Compose(WelcomeSamples.Letter());
        var further = WelcomeMail.Compose(WelcomeSamples.Letter() with { HasCredentials = true });
        Assert.All(new[] { first.Text, first.Html }, content => Assert.Contains("1. Activate your account", content, StringComparison.Ordinal));
        Assert.All(new[] { further.Text, further.Html }, content =>
        {
            Assert.Contains("1. Your account is active: nothing is to be done", content, StringComparison.Ordinal);
            Assert.DoesNotContain("Activate", content, StringComparison.Ordinal);
        });
        Assert.All(new[] { first.Text, first.Html, further.Text, further.Html }, content => Assert.Contains(
            "The link works once, until 2026-11-21 09:05 UTC; those of earlier messages no longer do. A secret works for 90 days.", content, StringComparison.Ordinal));
    }

    [Fact]
    public void What_would_turn_the_direction_of_text_is_shown_as_its_code_point()
    {
        var letter = WelcomeSamples.Letter();
        var mail = WelcomeMail.Compose(letter with { Contracts = [letter.Contracts[0] with { Purpose = "Safe \u202Eelpoep\u2066." }] });
        Assert.All(new[] { mail.Text, mail.Html }, content => Assert.Contains("Safe [U+202E]elpoep[U+2066].", content, StringComparison.Ordinal));
    }

    [Fact]
    public void The_message_has_exactly_the_headers_it_needs()
    {
        var eml = Encoding.ASCII.GetString(WelcomeMail.Compose(WelcomeSamples.Letter()).ToEml());
        var headers = eml[..eml.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
        Assert.Equal(
            [
                "From: \"Meridian Asset Management\"", " <data@meridian.example>", "To: \"Northgate Pension\"", " <investments@northgate.example>",
                "Subject: Your access to Meridian Asset Management: CTR-2024-002", "Date: Fri, 20 Nov 2026 09:05:07 +0000",
            ],
            headers[..6]);
        Assert.Equal(["Message-ID:", "MIME-Version:", "Auto-Submitted:", "Content-Type:", ""], headers[6..].Select(line => line.Split(' ')[0]));
        Assert.All(headers, line => Assert.InRange(line.Length, 0, 78));
        Assert.All(eml.Split("\r\n"), line => Assert.InRange(line.Length, 0, 998));
        Assert.DoesNotContain('\n', eml.Replace("\r\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Evil\r\nBcc: everybody@example.org")]
    [InlineData("Evil\nX: y")]
    [InlineData("Evil\0")]
    public void A_name_that_would_start_a_header_is_refused(string name)
    {
        var letter = WelcomeSamples.Letter();
        var mail = WelcomeMail.Compose(letter with { Agreement = letter.Agreement with { ClientName = name } });
        Assert.Equal("To: the value holds a control character, which could start another header.", Assert.Throws<FormatException>(mail.ToEml).Message);
    }

    [Fact]
    public void An_address_that_is_not_one_plain_address_is_refused()
    {
        var letter = WelcomeSamples.Letter();
        var mail = WelcomeMail.Compose(letter with { Agreement = letter.Agreement with { ClientEmail = "a@b.example, c@d.example" } });
        Assert.Equal("To: 'a@b.example, c@d.example' is not one plain e-mail address.", Assert.Throws<FormatException>(mail.ToEml).Message);
    }

    [Fact]
    public void The_raw_file_holds_the_link_and_the_queries_as_they_are_pasted()
    {
        var mail = WelcomeMail.Compose(WelcomeSamples.Letter());
        var lines = Encoding.ASCII.GetString(mail.ToEml()).Split("\r\n");
        Assert.Contains($"   https://data.meridian.example/activate#{WelcomeSamples.Token}", lines);
        Assert.Equal("7bit", Encodings(lines)[0]);
        Assert.All(mail.Text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'), line => Assert.Contains(line, lines));
    }

    [Fact]
    public void Only_a_line_that_no_mail_may_hold_is_quoted()
    {
        var letter = WelcomeSamples.Letter();
        string[] EncodingsFor(string purpose) => Encodings(
            Encoding.UTF8.GetString(WelcomeMail.Compose(letter with { Contracts = [letter.Contracts[0] with { Purpose = purpose }] }).ToEml()).Split("\r\n"));

        Assert.Equal(["8bit", "8bit"], EncodingsFor("Müller")[..2]);
        Assert.Equal("quoted-printable", EncodingsFor(new string('x', 999))[0]);
        Assert.Equal("7bit", EncodingsFor(new string('x', 998 - $"   Database {letter.Contracts[0].Name}: ".Length))[0]);
    }

    [PythonFact("email")]
    public void A_mail_program_that_is_not_ours_reads_back_what_was_written()
    {
        var letter = WelcomeSamples.Letter();
        var names = letter with { Provider = "Müller \"Quant\" & Söhne 資産運用", Agreement = letter.Agreement with { ClientName = "Caisse d'Épargne \\ Œuvre" } };
        foreach (var sent in new[] { letter, names, names with { Contracts = [letter.Contracts[0] with { Purpose = new string('ö', 999) + " = \0" }] } })
        {
            var mail = WelcomeMail.Compose(sent);
            var read = Read(mail);
            Assert.Equal(sent.Provider, read.GetProperty("from").GetString());
            Assert.Equal("data@meridian.example", read.GetProperty("fromAddress").GetString());
            Assert.Equal(sent.Agreement.ClientName, read.GetProperty("to").GetString());
            Assert.Equal(mail.Subject, read.GetProperty("subject").GetString());
            Assert.Equal(0, read.GetProperty("defects").GetArrayLength());
            Assert.Equal(["text/plain", "text/html"], read.GetProperty("types").EnumerateArray().Select(type => type.GetString()));
            Assert.Equal([Lines(mail.Text), Lines(mail.Html)], read.GetProperty("parts").EnumerateArray().Select(part => Lines(part.GetString()!)));
        }
    }

    [Fact]
    public void Neither_letter_nor_mail_prints_its_link()
    {
        var letter = WelcomeSamples.Letter();
        Assert.Equal("WelcomeLetter for CTR-2024-002", letter.ToString());
        Assert.Equal("WelcomeMail to investments@northgate.example", WelcomeMail.Compose(letter).ToString());
    }

    private static string[] Encodings(string[] lines)
    {
        const string header = "Content-Transfer-Encoding: ";
        return [.. lines.Where(line => line.StartsWith(header, StringComparison.Ordinal)).Select(line => line[header.Length..])];
    }

    private static JsonElement Read(WelcomeMail mail) => JsonDocument.Parse(Python.Run(
        """
        import email, email.policy, json, sys
        m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
        parts = list(m.iter_parts())
        print(json.dumps({'from': m['From'].addresses[0].display_name, 'fromAddress': m['From'].addresses[0].addr_spec, 'to': m['To'].addresses[0].display_name,
          'subject': m['Subject'], 'defects': [str(d) for p in m.walk() for d in p.defects], 'types': [p.get_content_type() for p in parts],
          'parts': [p.get_content() for p in parts]}))
        """,
        mail.ToEml())).RootElement;

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n');
}
