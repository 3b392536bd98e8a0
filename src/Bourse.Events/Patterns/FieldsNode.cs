using System.Text;
using System.Text.Json;

namespace Bourse.Events.Patterns;

/// <summary>An object of a pattern: every field must match. Against an array of an event, one element must match all of them.</summary>
internal sealed class FieldsNode : PatternNode
{
    private const int NamesAStep = 16;

    public static readonly FieldsNode Empty = new([]);

    private readonly Dictionary<string, PatternNode> _byName;
    private readonly (byte[] Name, PatternNode Node)[] _fields;

    private FieldsNode(Dictionary<string, PatternNode> byName)
    {
        _byName = byName;
        _fields = [.. byName.Select(field => (Encoding.UTF8.GetBytes(field.Key), field.Value))];
        AcceptsAbsence = _fields.All(field => field.Node.AcceptsAbsence);
    }

    public override bool AcceptsAbsence { get; }

    public PatternNode? this[string name] => _byName.GetValueOrDefault(name);

    public FieldsNode With(string name, PatternNode node)
    {
        var fields = new Dictionary<string, PatternNode>(_byName, StringComparer.Ordinal);
        fields[name] = fields.TryGetValue(name, out var other) ? Both(other, node) : node;
        return new FieldsNode(fields);
    }

    public FieldsNode With(FieldsNode others) => others._byName.Aggregate(this, (fields, other) => fields.With(other.Key, other.Value));

    protected override PatternFit MatchOne(JsonElement value, MatchBudget budget)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return Missing;
        var fit = PatternFit.ByAbsence;
        // A name is looked for among all of the object's.
        var lookUp = 1 + (value.GetPropertyCount() / NamesAStep);
        foreach (var (name, node) in _fields)
        {
            if (!budget.TrySpend(lookUp))
                return PatternFit.ByValue;
            if (!value.TryGetProperty(name, out var child))
            {
                if (!node.AcceptsAbsence)
                    return PatternFit.None;
                continue;
            }
            var own = node.Match(child, budget);
            if (own == PatternFit.None)
                return own;
            fit = own > fit ? own : fit;
        }
        return fit;
    }
}
