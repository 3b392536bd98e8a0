using System.CommandLine;

namespace Bourse.Cli.Help;

/// <summary>Lines to paste, by command. Each is one command line that parses; a test holds that, and that no command lacks one.</summary>
internal static class HelpExamples
{
    private static readonly Dictionary<string, string[]> ByCommand = new(StringComparer.Ordinal)
    {
        ["bourse"] = ["bourse demo", "bourse publish my.parquet --product my-product", "bourse help audit list"],
        ["bourse demo"] = ["bourse demo", "bourse demo --client aws --exit --format json"],
        ["bourse serve"] = ["bourse serve", "bourse serve --data /srv/bourse"],
        ["bourse doctor"] =
        [
            "bourse doctor",
            "bourse doctor --as-client --catalog http://127.0.0.1:8080/iceberg --token-url http://127.0.0.1:8080/oauth/token "
                + "--storage http://127.0.0.1:9000 --credential credential.txt",
        ],
        ["bourse publish"] =
        [
            "bourse publish my.parquet --product my-product",
            "bourse publish my.parquet --product my-product --provider-name \"Acme Capital\" --provider-contact data@acme.example",
            "bourse publish kurse.csv --product kurse --delimiter semicolon --decimal comma --encoding windows-1252",
            "bourse publish my-product --comment \"March is in.\"",
        ],
        ["bourse products list"] = ["bourse products list --format csv"],
        ["bourse products remove"] = ["bourse products remove my-product"],
        ["bourse products"] = ["bourse products", "bourse products --format json"],
        ["bourse products rollback"] = ["bourse products rollback my-product --to 3 --reason \"Revision 4 had the NAV of fund A twice.\""],
        ["bourse products revoke"] = ["bourse products revoke my-product --revision 4 --reason \"It named a client of another fund.\" --yes"],
        ["bourse products apply"] = ["bourse products apply .bourse/data/contracts/my-product.yaml"],
        ["bourse revisions"] = ["bourse revisions my-product", "bourse revisions my-product --format csv"],
        ["bourse revisions quality"] = ["bourse revisions quality my-product 2"],
        ["bourse revisions diff"] = ["bourse revisions diff my-product 1 2", "bourse revisions diff my-product 1 2 --format json"],
        ["bourse usage"] = ["bourse usage", "bourse usage --by day,account,table --from 2026-03-01 --format csv"],
        ["bourse usage charges"] = ["bourse usage charges --month 2026-03"],
        ["bourse projections"] = ["bourse projections", "bourse projections my-product --format json"],
        ["bourse projections collect"] = ["bourse projections collect --dry-run", "bourse projections collect"],
        ["bourse agreements"] = ["bourse agreements apply agreement.json", "bourse agreements list"],
        ["bourse agreements list"] = ["bourse agreements list", "bourse agreements list --format json"],
        ["bourse agreements show"] = ["bourse agreements show CTR-2024-001", "bourse agreements show CTR-2024-001 --format json"],
        ["bourse agreements apply"] = ["bourse agreements apply packs/asset-management/agreements/CTR-2024-001.json"],
        ["bourse agreements pause"] = ["bourse agreements pause CTR-2024-001 --reason \"The client is moving its warehouse.\""],
        ["bourse agreements suspend"] = ["bourse agreements suspend CTR-2024-001 --reason \"Payment is ninety days late.\""],
        ["bourse agreements resume"] = ["bourse agreements resume CTR-2024-001 --reason \"The payment has arrived.\""],
        ["bourse agreements terminate"] =
        [
            "bourse agreements terminate CTR-2024-001 --reason \"The client bought more; CTR-2026-004 follows.\" --yes",
        ],
        ["bourse agreements welcome"] = ["bourse agreements welcome CTR-2024-001"],
        ["bourse accounts"] = ["bourse accounts revoke 222222222222 --reason \"A secret was found in a public repository.\""],
        ["bourse accounts create"] = ["bourse accounts create 444444444444 --name \"Pension Fund North\" --contact data@north.example"],
        ["bourse accounts revoke"] = ["bourse accounts revoke 222222222222 --reason \"A secret was found in a public repository.\""],
        ["bourse keys"] = ["bourse keys list", "bourse keys rotate --reason \"Yearly rotation, as the policy asks.\""],
        ["bourse keys create"] = ["bourse keys create --account 222222222222 --ttl 1h --format json"],
        ["bourse keys list"] = ["bourse keys list", "bourse keys list --account 222222222222 --format json"],
        ["bourse keys revoke"] = ["bourse keys revoke AKIAAAAAAAAAAAAAAAAA --reason \"The tool it was made for is done.\""],
        ["bourse keys rotate"] = ["bourse keys rotate --reason \"Yearly rotation, as the policy asks.\""],
        ["bourse sharing"] = ["bourse sharing profile create --account 222222222222", "bourse sharing profile list --account 222222222222"],
        ["bourse sharing profile"] = ["bourse sharing profile create --account 222222222222", "bourse sharing profile list --account 222222222222"],
        ["bourse sharing profile create"] = ["bourse sharing profile create --account 222222222222"],
        ["bourse sharing profile list"] = ["bourse sharing profile list --account 222222222222 --format json"],
        ["bourse sharing profile rotate"] = ["bourse sharing profile rotate --account 222222222222"],
        ["bourse sharing profile revoke"] = ["bourse sharing profile revoke --account 222222222222 --reason \"The laptop it was on is lost.\""],
        ["bourse credentials"] =
        [
            "bourse credentials --token-url http://127.0.0.1:8080/oauth/token --storage http://127.0.0.1:9000 --credential credential.txt",
        ],
        ["bourse events"] = ["bourse events archive --from 2026-03-31", "bourse events dead-letters list"],
        ["bourse events archive"] = ["bourse events archive --account 222222222222 --from 2026-03-31T17:00:00Z --format json"],
        ["bourse events rules"] = ["bourse events rules", "bourse events rules --account 222222222222 --format json"],
        ["bourse events replay"] =
        [
            "bourse events replay --account 222222222222 --rule new-revisions --from 2026-03-31 --to 2026-04-01 --reason \"The client lost a day.\"",
        ],
        ["bourse events dead-letters"] = ["bourse events dead-letters list"],
        ["bourse events dead-letters list"] = ["bourse events dead-letters list", "bourse events dead-letters list --account 222222222222 --format csv"],
        ["bourse events dead-letters show"] = ["bourse events dead-letters show evt_00000000000000000000000000000001"],
        ["bourse events dead-letters redrive"] =
        [
            "bourse events dead-letters redrive --account 222222222222 --reason \"The client's receiver is up again.\"",
        ],
        ["bourse sql"] =
            ["bourse sql \"SHOW TABLES\"", "bourse sql \"DESCRIBE gold.my_product\"", "bourse sql \"SELECT * FROM gold.my_product\" --rows 100 --format csv"],
        ["bourse iceberg"] = ["bourse iceberg read /data/nav_history --where \"nav > 100\"", "bourse iceberg snapshots /data/nav_history"],
        ["bourse iceberg read"] =
        [
            "bourse iceberg read /data/nav_history --columns fund_id,nav --limit 10",
            "bourse iceberg read /data/nav_history --where \"fund_id = 'MER-IDX-500'\" --as-of 2026-03-31",
            "bourse iceberg read /data/nav_history --where \"fund_id = 'MER-IDX-500'\" --explain",
        ],
        ["bourse iceberg snapshots"] = ["bourse iceberg snapshots /data/nav_history"],
        ["bourse iceberg files"] = ["bourse iceberg files /data/nav_history --format csv"],
        ["bourse iceberg metadata"] = ["bourse iceberg metadata /data/nav_history --format json"],
        ["bourse iceberg diff"] = ["bourse iceberg diff /data/nav_history --from rev-portfolio-analytics-1 --to rev-portfolio-analytics-2"],
        ["bourse iceberg changes"] =
        [
            "bourse iceberg changes /data/nav_history --key fund_id,valid_date",
            "bourse iceberg changes /data/nav_history --from rev-portfolio-analytics-1 --net --format csv",
            "bourse iceberg changes /data/nav_history --from rev-portfolio-analytics-1 --appended --limit 100",
        ],
        ["bourse table"] = ["bourse table maintain gold.nav_history --dry-run"],
        ["bourse table maintain"] = 
        [
            "bourse table maintain gold.nav_history --dry-run", "bourse table maintain gold.nav_history",
            "bourse table maintain gold.nav_history --apply-advice portfolio-analytics",
        ],
        ["bourse table erase"] =
        [
            "bourse table erase gold.holdings --column client_id --values-file - --dry-run",
            "bourse table erase gold.holdings --column email --values-file subject.txt --reason \"The client asked to be erased.\" --confirm gold.holdings",
        ],
        ["bourse audit"] = ["bourse audit list --decision deny", "bourse audit verify"],
        ["bourse audit list"] =
        [
            "bourse audit list --account 222222222222 --decision deny --format csv",
            "bourse audit list --from 2026-03-01 --to 2026-04-01",
        ],
        ["bourse audit verify"] = ["bourse audit verify", "bourse audit verify --checkpoint kept.txt"],
        ["bourse audit erase"] =
        [
            "bourse audit erase --person jane@hedge.example --dry-run",
            "bourse audit erase --person jane@hedge.example --reason \"She asked to be erased, ticket 118.\"",
        ],
        ["bourse audit checkpoint"] = ["bourse audit checkpoint", "bourse audit checkpoint --export copy-of-the-log"],
    };

    /// <summary>The examples of a command; empty when it has none.</summary>
    public static IReadOnlyList<string> Of(Command command) => ByCommand.GetValueOrDefault(NameOf(command), []);

    /// <summary>A command as it is typed, such as <c>bourse audit list</c>.</summary>
    public static string NameOf(Command command)
    {
        var names = new List<string>();
        for (Symbol? at = command; at is Command and not RootCommand; at = at.Parents.FirstOrDefault())
            names.Insert(0, at.Name);
        return string.Join(' ', ["bourse", .. names]);
    }
}
