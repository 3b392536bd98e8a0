using System.Globalization;
using Bourse.Contracts;
using Bourse.Exchange.Listings.Html;

namespace Bourse.Exchange.Listings;

/// <summary>The data dictionary: every table and column as the contract describes them.</summary>
internal static class DictionarySection
{
    private static readonly string[] Headings = ["Column", "Type", "Meaning", "Key", "Empty", "Class", "Example"];

    internal static Markup Render(DataContract contract) => Markup.Of($"""
        <h2>Data dictionary</h2>
        {contract.Tables.Select(Table)}
        """);

    private static Markup Table(ContractTable table) => Markup.Of($"""
        <h3 class="id">{table.Name.Value}</h3>
        <p>{table.Description}{Grain(table)}{Scope(table)}</p>
        <div class="wide"><table>
        <tr>{Headings.Select(heading => Markup.Of($"""<th scope="col">{heading}</th>"""))}</tr>
        {table.Columns.Select(Column)}</table></div>

        """);

    private static Markup Grain(ContractTable table) => table.Grain is null ? Markup.Empty : Markup.Of($" One row for each {table.Grain}.");

    private static Markup Scope(ContractTable table) =>
        table.RowScope is null ? Markup.Empty : Markup.Of($""" Your agreement says for which <span class="id">{table.RowScope}</span> you see rows.""");

    private static Markup Column(ContractColumn column) => Markup.Of($"""
        <tr><td class="id">{column.Name}</td><td class="nowrap">{Type(column)}</td><td>{column.Description}{Identifier(column)}{Range(column)}</td>
        <td>{column.KeyPosition?.ToString(CultureInfo.InvariantCulture)}</td><td>{(column.Required ? "never" : "allowed")}</td>
        <td>{column.Classification?.ToString().ToLowerInvariant() ?? CellText.Nothing}</td><td>{Examples(column)}</td></tr>

        """);

    private static Markup Examples(ContractColumn column) =>
        column.Examples.Count == 0 ? Markup.Text(CellText.Nothing) : Markup.Of($"{column.Examples.Select(Example)}");

    private static Markup Example(string example) => Markup.Of($"""<span class="id nowrap">{example}</span> """);

    private static string Type(ContractColumn column) => column.PhysicalType ?? column.Type.ToString().ToLowerInvariant();

    private static Markup Identifier(ContractColumn column) =>
        column.Identifier is null ? Markup.Empty : Markup.Of($""" <span class="badge">{column.Identifier}</span>""");

    private static Markup Range(ContractColumn column) =>
        column.Range is null ? Markup.Empty : Markup.Of($""" <span class="quiet nowrap">{CellText.Minuses(column.Range.ToString())}</span>""");
}
