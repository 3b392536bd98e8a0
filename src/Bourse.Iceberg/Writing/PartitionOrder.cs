using Bourse.Iceberg.Expressions;

namespace Bourse.Iceberg.Writing;

/// <summary>Orders partition tuples of one spec field by field, nulls first.</summary>
internal sealed class PartitionOrder : IComparer<ValueList<Literal?>>
{
    private PartitionOrder() { }

    public static PartitionOrder Instance { get; } = new();

    public int Compare(ValueList<Literal?>? x, ValueList<Literal?>? y)
    {
        for (var i = 0; i < x!.Count; i++)
        {
            var order = (x[i], y![i]) switch
            {
                (null, null) => 0,
                (null, _) => -1,
                (_, null) => 1,
                var (a, b) => Literal.Compare(a, b),
            };
            if (order != 0)
                return order;
        }
        return 0;
    }
}
