using Bourse.Contracts;
using Bourse.Exchange.Listings.Html;

namespace Bourse.Exchange.Listings;

/// <summary>A few rows of each table. What the contract classifies as anything but public is withheld here, whatever the sample holds.</summary>
internal static class SampleSection
{
    internal static Markup Render(ProductListing listing)
    {
        var described = listing.Contract.Tables.ToDictionary(table => table.Name);
        var shown = listing.Samples.Where(sample => described.ContainsKey(sample.Table)).ToList();
        return shown.Count == 0 ? Markup.Empty : Markup.Of($"""
            <h2>Sample rows</h2>
            {shown.Select(sample => Table(sample, described[sample.Table]))}
            """);
    }

    private static Markup Table(TableSample sample, ContractTable table)
    {
        var columns = sample.Columns.Select((name, at) => (Column: table.Columns.FirstOrDefault(column => column.Name == name), At: at)).ToList();
        // A column the contract does not describe is not shown at all.
        var shown = columns.Where(column => column.Column is not null).Select(column => (Column: column.Column!, column.At)).ToList();
        var withheld = shown.Where(column => IsWithheld(column.Column)).Select(column => column.Column.Name).ToList();
        shown = [.. shown.Where(column => !IsWithheld(column.Column))];
        if (shown.Count == 0)
        {
            return Markup.Of($"""
                <h3 class="id">{sample.Table.Value}</h3>
                <p class="quiet">The provider shows no sample rows of this table.</p>

                """);
        }

        return Markup.Of($"""
            <h3 class="id">{sample.Table.Value}</h3>
            <div class="wide" tabindex="0"><table>
            <tr>{shown.Select(column => Heading(column.Column))}</tr>
            {sample.Rows.Take(TableSample.RowsMax).Select(row => Markup.Of($"<tr>{shown.Select(column => Cell(column.Column, row[column.At]))}</tr>\n"))}</table></div>
            {NotShown(withheld)}

            """);
    }

    private static bool IsNumber(ContractColumn column) => column.Type is LogicalType.Number or LogicalType.Integer;

    private static bool IsWithheld(ContractColumn column) => column.Classification is not (null or Classification.Public);

    private static Markup NotShown(List<string> columns) =>
        columns.Count == 0 ? Markup.Empty : Markup.Of($"""<p class="quiet">Not shown here: <span class="id">{string.Join(", ", columns)}</span>.</p>""");

    private static Markup Heading(ContractColumn column) => IsNumber(column)
        ? Markup.Of($"""<th scope="col" class="number">{column.Name}</th>""")
        : Markup.Of($"""<th scope="col">{column.Name}</th>""");

    private static Markup Cell(ContractColumn column, object? value)
    {
        var text = CellText.Of(value);
        return IsNumber(column) ? Markup.Of($"""<td class="number">{text}</td>""")
            : column.Identifier is not null ? Markup.Of($"""<td class="id nowrap">{text}</td>""")
            : column.Type is LogicalType.Date or LogicalType.Timestamp or LogicalType.Time ? Markup.Of($"""<td class="nowrap">{text}</td>""")
            : Markup.Of($"<td>{text}</td>");
    }
}
