using System.Text;
using System.Xml;

namespace Bourse.Server.Http;

/// <summary>Writes a small XML document as UTF-8. Text that XML 1.0 cannot hold is replaced by U+FFFD, never an error and never markup.</summary>
public static class XmlBody
{
    private static readonly XmlWriterSettings Settings = new() { Encoding = new UTF8Encoding(false), CloseOutput = false };

    /// <summary>Renders one document.</summary>
    public static ReadOnlyMemory<byte> Render(Action<XmlWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = XmlWriter.Create(buffer, Settings))
            write(writer);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>Writes <c>&lt;name&gt;text&lt;/name&gt;</c>.</summary>
    public static void Text(this XmlWriter writer, string name, string text) => writer.WriteElementString(name, Legal(text));

    private static string Legal(string text)
    {
        if (text.All(c => XmlConvert.IsXmlChar(c)))
            return text;
        var legal = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            legal.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar : rune);
        return legal.ToString();
    }
}
