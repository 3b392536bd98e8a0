using System.Globalization;
using Bourse.Bench.Measuring;

namespace Bourse.Bench;

/// <summary>Prints figures for a terminal, or as rows of <c>docs/benchmarks.md</c>.</summary>
internal static class Report
{
    public static void Print(IEnumerable<Figure> figures, bool markdown)
    {
        foreach (var figure in figures)
            Console.WriteLine(markdown
                ? $"| {figure.Name} | {Number(figure.Value)} {figure.Unit} | {figure.Note} | {Peer(figure)} |"
                : $"{figure.Name,-62} {Number(figure.Value),12} {figure.Unit,-16} {figure.Note}  {Peer(figure)}");
    }

    private static string Peer(Figure figure) => figure.Peer is { } peer
        ? string.Create(CultureInfo.InvariantCulture, $"{peer.Name}: {Number(peer.Value)}, ratio {figure.Value / peer.Value:0.00}")
        : "";

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "#,##0", CultureInfo.InvariantCulture);
}
