using System.Xml;
using System.Xml.Linq;

namespace Bourse.Cli.Clients;

/// <summary>The code in an error document of S3 or STS, such as <c>AccessDenied</c>.</summary>
internal static class AwsErrorCode
{
    /// <summary>Reads a body; empty when it is no such document.</summary>
    public static string Of(string body)
    {
        try
        {
            return XDocument.Parse(body).Descendants().FirstOrDefault(element => element.Name.LocalName == "Code")?.Value ?? "";
        }
        catch (XmlException)
        {
            return "";
        }
    }
}
