using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Bourse.Contracts.Yaml;

/// <summary>
/// Reads YAML as data only. Aliases are refused because a kilobyte of them expands to gigabytes; tags because they name types; duplicate keys because
/// readers disagree on which one counts.
/// </summary>
internal sealed class YamlTreeReader
{
    private const int CharactersMax = 1 << 20;
    private const int DepthMax = 32;
    private readonly Parser _parser;

    private YamlTreeReader(string text) => _parser = new Parser(new StringReader(text));

    /// <summary>Reads one document.</summary>
    /// <exception cref="ContractFormatException">It is too large or deep, is not YAML, or uses what is refused; the message names the line.</exception>
    public static YamlTree Read(string text)
    {
        if (text.Length > CharactersMax)
        {
            throw new ContractFormatException($"The document has {text.Length} characters; at most {CharactersMax} are read.");
        }

        try
        {
            var reader = new YamlTreeReader(text);
            return reader.Document();
        }
        catch (YamlException fault)
        {
            throw new ContractFormatException($"line {fault.Start.Line}: this is not well-formed YAML.", fault);
        }
    }

    private YamlTree Document()
    {
        _parser.Consume<StreamStart>();
        if (!_parser.TryConsume<DocumentStart>(out _))
        {
            throw new ContractFormatException("The document is empty.");
        }

        var tree = Node(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
        {
            throw new ContractFormatException("The text holds several YAML documents; a contract is one.");
        }

        return tree;
    }

    private YamlTree Node(int depth)
    {
        if (depth > DepthMax)
        {
            throw Refused(_parser.Current!, $"is nested deeper than {DepthMax} levels");
        }

        switch (_parser.Current)
        {
            case AnchorAlias alias:
                throw Refused(alias, "is an alias; write the value out");
            case NodeEvent { Anchor.IsEmpty: false } anchored:
                throw Refused(anchored, "is an anchor; write values out");
            case NodeEvent { Tag.IsEmpty: false } tagged:
                throw Refused(tagged, "has a tag; write plain values");
            case Scalar scalar:
                _parser.MoveNext();
                return new YamlTree.Scalar(scalar.Value, scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any), Line(scalar));
            case SequenceStart start:
                return Sequence(start, depth);
            case MappingStart start:
                return Mapping(start, depth);
            default:
                throw Refused(_parser.Current!, "is not a value");
        }
    }

    private YamlTree.Sequence Sequence(SequenceStart start, int depth)
    {
        _parser.MoveNext();
        var items = new List<YamlTree>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return new YamlTree.Sequence(items, Line(start));
    }

    private YamlTree.Mapping Mapping(MappingStart start, int depth)
    {
        _parser.MoveNext();
        var entries = new Dictionary<string, YamlTree>(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = _parser.Current!;
            if (Node(depth + 1) is not YamlTree.Scalar key)
            {
                throw Refused(at, "is a key that is not text");
            }

            if (!entries.TryAdd(key.Text, Node(depth + 1)))
            {
                throw Refused(at, $"repeats the key '{key.Text}'");
            }
        }

        return new YamlTree.Mapping(entries, Line(start));
    }

    private static ContractFormatException Refused(ParsingEvent at, string what) => new($"line {Line(at)}: this {what}.");

    private static int Line(ParsingEvent at) => (int)at.Start.Line;
}
