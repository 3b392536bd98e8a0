using Bourse.Iceberg.Parquet;
using Bourse.Iceberg.Scanning.Columns;
using FsCheck;
using FsCheck.Fluent;

namespace Bourse.Iceberg.Tests.Parquet;

/// <summary>Footers whose nodes announce children that are not there, too many of them, or themselves.</summary>
public sealed class ParquetSchemaTreeTests
{
    [Fact]
    public void Just_those_schemas_are_read_whose_children_are_all_there() =>
        Prop.ForAll(Gen.Choose(-1, 3).ListOf().ToArbitrary(), counts =>
        {
            var refused = Record.Exception(() => PhysicalSchema.Of(ParquetFooter.Parse(Footer([.. counts])), mapping: null));
            if (IsTree([.. counts]))
                Assert.Null(refused);
            else
                Assert.Equal("A Parquet footer has no whole schema.", Assert.IsType<IcebergFormatException>(refused).Message);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(5000)));

    [Theory]
    [InlineData(128, null)]
    [InlineData(129, "A Parquet footer has columns nested more than 128 deep.")]
    [InlineData(400_000, "A Parquet footer has columns nested more than 128 deep.")]
    public void Nesting_is_bounded_before_the_stack_is_full(int depth, string? refusal)
    {
        var error = Record.Exception(() => PhysicalSchema.Of(ParquetFooter.Parse(Footer([.. Enumerable.Repeat(1, depth), 0])), mapping: null));
        Assert.Equal(refusal, error?.Message);
        Assert.True(error is null or IcebergFormatException);
    }

    // What a tree is, said as it is defined: a node, and behind it as many trees as it has children.
    private static bool IsTree(int[] counts)
    {
        var next = 0;
        return Take() && next == counts.Length;

        bool Take()
        {
            if (next == counts.Length || counts[next] < 0)
                return false;
            for (var left = counts[next++]; left > 0; left--)
            {
                if (!Take())
                    return false;
            }
            return true;
        }
    }

    // Lists and maps are announced at random as well, since readers take those of fewer nodes than they see.
    private static byte[] Footer(int[] counts) => new ParquetFooter
    {
        Schema = counts.Select((count, i) => new ParquetSchemaElement
        {
            Name = $"n{i}",
            ChildCount = count,
            Type = count == 0 ? ParquetType.Int64 : null,
            Repetition = (ParquetRepetition)(i % 3),
            ConvertedType = count > 0 && i % 4 > 0 ? i % 4 : null,
        }).ToValueList(),
    }.ToThrift();
}
