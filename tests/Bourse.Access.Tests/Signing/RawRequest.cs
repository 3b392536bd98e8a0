using System.Text;
using Bourse.Access.Signing;

namespace Bourse.Access.Tests.Signing;

/// <summary>Reads requests as the vector files write them: request line, header lines, folded lines, an empty line, body.</summary>
internal static class RawRequest
{
    public static SigV4Request Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var requestLine = lines[0];
        var methodEnd = requestLine.IndexOf(' ', StringComparison.Ordinal);
        var targetEnd = requestLine.LastIndexOf(" HTTP/1.1", StringComparison.Ordinal);
        var target = requestLine[(methodEnd + 1)..targetEnd];
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var headers = new List<KeyValuePair<string, string>>();
        var index = 1;
        for (; index < lines.Length && lines[index].Length > 0; index++)
        {
            if (lines[index][0] == ' ')
            {
                headers[^1] = new(headers[^1].Key, headers[^1].Value + "\n" + lines[index]);
                continue;
            }
            var colon = lines[index].IndexOf(':', StringComparison.Ordinal);
            headers.Add(new(lines[index][..colon], lines[index][(colon + 1)..]));
        }
        return new SigV4Request
        {
            Method = requestLine[..methodEnd],
            RawPath = question < 0 ? target : target[..question],
            RawQuery = question < 0 ? "" : target[(question + 1)..],
            Headers = headers,
            Body = Encoding.UTF8.GetBytes(index + 1 < lines.Length ? string.Join('\n', lines[(index + 1)..]) : ""),
        };
    }
}
